import type {
  Account,
  AnswerFeedback,
  Base,
  ChatEvent,
  ConversationSummary,
  ConversationView,
  Credentials,
  Diagnosis,
  DialogSummary,
  DocumentList,
  DocumentText,
  LibraryDocument,
  NewAccount,
  NewBase,
  NewConversation,
  NewTurn,
  ServerStatus,
  SignedIn,
  TurnStarted,
  Upload,
} from '@colloquy/protocol';
import {
  addDocuments,
  type FileToAdd,
  listDocuments,
  readPart,
  type WaitOptions,
  waitForDocuments,
} from './documents.ts';
import type { TurnEvent } from './event-stream.ts';
import { type AskOptions, askTurn, type FollowOptions, followTurn } from './events.ts';
import { type ClientOptions, createTransport, readJson } from './transport.ts';

/** Every route of the typed dialect. All of them reject with a `ColloquyError`; `signal` ends the waiting. */
export interface Client {
  status(signal?: AbortSignal): Promise<ServerStatus>;
  createAccount(account: NewAccount): Promise<SignedIn>;
  signIn(credentials: Credentials): Promise<SignedIn>;
  signOut(): Promise<void>;
  account(signal?: AbortSignal): Promise<Account>;
  /** The state of the installation; answered to its owner on the same machine only. */
  diagnose(signal?: AbortSignal): Promise<Diagnosis>;

  bases(signal?: AbortSignal): Promise<Base[]>;
  createBase(base: NewBase): Promise<Base>;
  deleteBase(baseId: string): Promise<void>;
  documents(baseId: string, signal?: AbortSignal): Promise<DocumentList>;
  addDocuments(baseId: string, files: readonly FileToAdd[], signal?: AbortSignal): Promise<Upload>;
  waitForDocuments(baseId: string, options?: WaitOptions): Promise<readonly LibraryDocument[]>;
  document(documentId: string, signal?: AbortSignal): Promise<LibraryDocument>;
  retryDocument(documentId: string): Promise<LibraryDocument>;
  deleteDocument(documentId: string): Promise<void>;
  /** The extracted text, or the part from `start` to `end` (UTF-16 offsets). */
  documentText(
    documentId: string,
    range?: { readonly start: number; readonly end: number },
    signal?: AbortSignal,
  ): Promise<DocumentText>;
  /** The original file. */
  documentContent(documentId: string, signal?: AbortSignal): Promise<Blob>;
  /** The bytes of the original file from `start` up to, not including, `end`. */
  documentPart(
    documentId: string,
    range: { readonly start: number; readonly end: number },
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>>;

  dialogs(signal?: AbortSignal): Promise<DialogSummary[]>;
  conversations(signal?: AbortSignal): Promise<ConversationSummary[]>;
  createConversation(conversation?: NewConversation): Promise<ConversationSummary>;
  conversation(conversationId: string, signal?: AbortSignal): Promise<ConversationView>;
  renameConversation(conversationId: string, name: string): Promise<ConversationSummary>;
  deleteConversation(conversationId: string): Promise<void>;

  /** Asks; gives the numbered events of the turn and takes a lost connection up again by itself. */
  ask(turn: NewTurn, options?: AskOptions): AsyncGenerator<TurnEvent>;
  /** The same as {@link Client.ask} for whoever needs no numbers: question in, events out. */
  complete(turn: NewTurn, options?: AskOptions): AsyncGenerator<ChatEvent>;
  /** Starts a turn that nobody reads yet. */
  startTurn(turn: NewTurn): Promise<TurnStarted>;
  /** The events of a turn from its beginning (or after `after`) to its end. */
  follow(turnId: string, options?: FollowOptions): AsyncGenerator<TurnEvent>;
  /** Ends a running turn; its text so far is kept. */
  stopTurn(turnId: string): Promise<void>;
  /** Says what one thinks of an answer. */
  rateAnswer(turnId: string, feedback: AnswerFeedback): Promise<void>;
}

/** A client of one server, for browsers and Node. */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  const get = <Body>(path: string, signal?: AbortSignal): Promise<Body> =>
    readJson<Body>(transport(path, signal ? { signal } : {}));
  const post = <Body>(path: string, json: unknown = {}): Promise<Body> =>
    readJson<Body>(transport(path, { method: 'POST', json }));
  const remove = async (path: string): Promise<void> => {
    await transport(path, { method: 'DELETE' });
  };
  return {
    status: (signal) => get('/status', signal),
    createAccount: (account) => post('/accounts', account),
    signIn: (credentials) => post('/sessions', credentials),
    signOut: () => remove('/sessions/current'),
    account: (signal) => get('/account', signal),
    diagnose: (signal) => get('/diagnosis', signal),

    bases: (signal) => get('/bases', signal),
    createBase: (base) => post('/bases', base),
    deleteBase: (id) => remove(`/bases/${part(id)}`),
    documents: (id, signal) => listDocuments(transport, id, signal),
    addDocuments: (id, files, signal) => addDocuments(transport, id, files, signal),
    waitForDocuments: (id, wait) => waitForDocuments(transport, id, wait),
    document: (id, signal) => get(`/documents/${part(id)}`, signal),
    retryDocument: (id) => post(`/documents/${part(id)}/retry`),
    deleteDocument: (id) => remove(`/documents/${part(id)}`),
    documentText: (id, range, signal) =>
      get(`/documents/${part(id)}/text${range ? `?start=${range.start}&end=${range.end}` : ''}`, signal),
    documentContent: async (id, signal) =>
      (await transport(`/documents/${part(id)}/content`, signal ? { signal } : {})).blob(),
    documentPart: (id, range, signal) => readPart(transport, `/documents/${part(id)}/content`, range, signal),

    dialogs: (signal) => get('/dialogs', signal),
    conversations: (signal) => get('/conversations', signal),
    createConversation: (conversation) => post('/conversations', conversation),
    conversation: (id, signal) => get(`/conversations/${part(id)}`, signal),
    renameConversation: (id, name) =>
      readJson(transport(`/conversations/${part(id)}`, { method: 'PATCH', json: { name } })),
    deleteConversation: (id) => remove(`/conversations/${part(id)}`),

    ask: (turn, ask) => askTurn(transport, turn, ask),
    complete: (turn, ask) => withoutNumbers(askTurn(transport, turn, ask)),
    startTurn: (json) =>
      readJson(transport('/turns', { method: 'POST', json, headers: { prefer: 'respond-async' } })),
    follow: (turnId, follow) => followTurn(transport, turnId, follow),
    stopTurn: async (turnId) => {
      await transport(`/turns/${part(turnId)}/stop`, { method: 'POST', json: {} });
    },
    rateAnswer: async (turnId, json) => {
      await transport(`/turns/${part(turnId)}/feedback`, { method: 'PUT', json });
    },
  };
}

async function* withoutNumbers(events: AsyncGenerator<TurnEvent>): AsyncGenerator<ChatEvent> {
  for await (const { event } of events) yield event;
}

function part(id: string): string {
  return encodeURIComponent(id);
}
