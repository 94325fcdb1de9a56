import type {
  Account,
  AccountChange,
  AnswerFeedback,
  Base,
  ChatEvent,
  ConversationSummary,
  ConversationView,
  Credentials,
  Diagnosis,
  DialogSummary,
  DocumentList,
  DocumentQuery,
  DocumentText,
  Installation,
  LibraryDocument,
  ModelCheck,
  ModelToCheck,
  NewAccount,
  NewBase,
  NewConversation,
  NewTurn,
  PasswordChange,
  SelectionResult,
  ServerStatus,
  SignedIn,
  TurnStarted,
  Upload,
} from '@colloquy/protocol';
import {
  addDocuments,
  type DocumentListOptions,
  type FileToAdd,
  listDocumentIds,
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
  changeAccount(change: AccountChange): Promise<Account>;
  /** Every other session of the account ends. */
  changePassword(change: PasswordChange): Promise<void>;
  /** What the server works with, and how much one has in it. */
  installation(signal?: AbortSignal): Promise<Installation>;
  /** Asks a model for next to nothing; says at which step it failed. */
  checkModel(model: ModelToCheck, signal?: AbortSignal): Promise<ModelCheck>;
  /** The state of the installation; answered to its owner on the same machine only. */
  diagnose(signal?: AbortSignal): Promise<Diagnosis>;

  bases(signal?: AbortSignal): Promise<Base[]>;
  createBase(base: NewBase): Promise<Base>;
  deleteBase(baseId: string): Promise<void>;
  renameBase(baseId: string, name: string): Promise<Base>;
  /** Documents of a base, all or some; newest first unless another order is asked for. */
  documents(baseId: string, options?: DocumentListOptions, signal?: AbortSignal): Promise<DocumentList>;
  documentIds(baseId: string, query?: DocumentQuery, signal?: AbortSignal): Promise<readonly string[]>;
  /** Deletes up to 200 documents of a base; each has its own outcome. */
  deleteDocuments(baseId: string, ids: readonly string[], signal?: AbortSignal): Promise<SelectionResult>;
  /** Tries up to 200 failed documents of a base again. */
  retryDocuments(baseId: string, ids: readonly string[], signal?: AbortSignal): Promise<SelectionResult>;
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
  const post = <Body>(path: string, json: unknown = {}, signal?: AbortSignal): Promise<Body> =>
    readJson<Body>(transport(path, { method: 'POST', json, ...(signal ? { signal } : {}) }));
  const remove = async (path: string): Promise<void> => {
    await transport(path, { method: 'DELETE' });
  };
  return {
    status: (signal) => get('/status', signal),
    createAccount: (account) => post('/accounts', account),
    signIn: (credentials) => post('/sessions', credentials),
    signOut: () => remove('/sessions/current'),
    account: (signal) => get('/account', signal),
    changeAccount: (json) => readJson(transport('/account', { method: 'PATCH', json })),
    changePassword: async (json) => {
      await transport('/account/password', { method: 'PUT', json });
    },
    installation: (signal) => get('/installation', signal),
    checkModel: (model, signal) => post('/models/check', model, signal),
    diagnose: (signal) => get('/diagnosis', signal),

    bases: (signal) => get('/bases', signal),
    createBase: (base) => post('/bases', base),
    deleteBase: (id) => remove(`/bases/${part(id)}`),
    renameBase: (id, name) => readJson(transport(`/bases/${part(id)}`, { method: 'PATCH', json: { name } })),
    documents: (id, list, signal) => listDocuments(transport, id, list, signal),
    documentIds: (id, query, signal) => listDocumentIds(transport, id, query, signal),
    deleteDocuments: (id, ids, signal) => post(`/bases/${part(id)}/removals`, { ids }, signal),
    retryDocuments: (id, ids, signal) => post(`/bases/${part(id)}/retries`, { ids }, signal),
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
