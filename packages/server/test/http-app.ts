import type { FastifyInstance } from 'fastify';
import { createAccounts } from '../src/accounts/accounts.ts';
import { createApiKeys } from '../src/accounts/api-keys.ts';
import { createPasswordHash } from '../src/accounts/password-hash.ts';
import { loadPasswordKey } from '../src/accounts/password-key.ts';
import { ensureTenant } from '../src/accounts/tenancy.ts';
import { createSeal } from '../src/adapters/files/seal.ts';
import { createMemoryChunkStore } from '../src/adapters/memory/chunk-store.ts';
import { createMemoryEventLog } from '../src/adapters/memory/event-log.ts';
import { createMemoryRepositories } from '../src/adapters/memory/repositories.ts';
import type { AnswerQuestion } from '../src/chat/answer-input.ts';
import { createPresenter } from '../src/chat/present.ts';
import { createTurns } from '../src/chat/turns.ts';
import type { ChatEvent } from '../src/domain/chat-event.ts';
import type { Chunk } from '../src/domain/chunk.ts';
import type { Dialog } from '../src/domain/dialog.ts';
import { type Document, type KnowledgeBase, STANDARD_BASE_SETTINGS } from '../src/domain/document.ts';
import { AppError } from '../src/domain/errors.ts';
import { newId } from '../src/domain/id.ts';
import { createApp } from '../src/http/app.ts';
import type { HttpSettings } from '../src/http/parts.ts';
import type { ModelCatalog } from '../src/ports/model-catalog.ts';
import type { Repositories } from '../src/ports/repositories.ts';
import { createFakeLibrary, makeDocument } from './fakes/text-library.ts';

/** A person with one thing of every kind. */
export interface Resident {
  readonly token: string;
  readonly tenantId: string;
  readonly dialog: Dialog;
  readonly base: KnowledgeBase;
  readonly document: Document;
  readonly conversationId: string;
  readonly apiKey: string;
  /** The token of an embedded page, that comes with the key. */
  readonly beta: string;
}

export interface HttpApp {
  readonly app: FastifyInstance;
  readonly repositories: Repositories;
  /** What turns answer with from now on. */
  answerWith(answer: AnswerQuestion): void;
  /** Adds a person; the first one owns the installation. */
  settle(name: string): Promise<Resident>;
  /** Gives a tenant an assistant. */
  settleDialog(tenantId: string): Promise<Dialog>;
  /** Ids of the questions whose answer has been begun, and of those whose answer was aborted. */
  readonly started: string[];
  readonly aborted: string[];
  headers(resident: Resident): { readonly authorization: string };
  close(): Promise<void>;
}

export interface HttpAppOptions {
  readonly settings?: Partial<HttpSettings>;
  readonly openRegistration?: boolean;
  readonly now?: () => number;
}

export const LOCAL_TOKEN = 'local-token-of-the-tests';
export const FIRST_CODE = 'first-code';

/** The HTTP side over memory adapters, with answers that a test writes. */
export async function createHttpApp(options: HttpAppOptions = {}): Promise<HttpApp> {
  const now = options.now ?? Date.now;
  const repositories = createMemoryRepositories();
  const chunks = createMemoryChunkStore();
  const events = createMemoryEventLog(now);
  const presenter = createPresenter({ chunks, passages: repositories.passages });
  const aborted: string[] = [];
  const started: string[] = [];
  let answer: AnswerQuestion = sayWords('Hello ', 'there.');
  const turns = createTurns({
    answer: (input) => {
      started.push(input.request.question.id);
      input.signal.addEventListener('abort', () => aborted.push(input.request.question.id));
      return answer(input);
    },
    events,
    repositories,
    countTokens: countWords,
    now,
  });
  const ownerId = newId();
  const time = { createdAt: now(), updatedAt: now() };
  await repositories.users.save({ id: ownerId, tenantId: ownerId, nickname: 'Owner', ...time });
  const accounts = createAccounts({
    repositories,
    passwordKey: await loadPasswordKey(repositories.settings),
    openRegistration: options.openRegistration ?? true,
    firstAccountCode: FIRST_CODE,
    localToken: LOCAL_TOKEN,
    now,
    passwordHash: createPasswordHash({ logN: 4, parallel: 1 }),
    onNewTenant: (tenantId) => ensureTenant(repositories, tenantId, now()),
  });
  const apiKeys = createApiKeys({ repositories, seal: createSeal(Buffer.alloc(32)), now });
  const library = createFakeLibrary(repositories, now);
  const app = await createApp({
    accounts,
    apiKeys,
    turns,
    presenter,
    library,
    repositories,
    models: fakeModels,
    countTokens: countWords,
    checkModel: async (_tenantId, { ref }) =>
      ref === 'extractive@Offline'
        ? { milliseconds: 3 }
        : {
            milliseconds: 4,
            failed: { step: 'key', problem: { code: 'model-auth', message: 'Wrong key.', retryable: false } },
          },
    diagnose: async () => ({ checks: [] }),
    now,
    settings: {
      version: '1.2.3',
      host: '127.0.0.1',
      allowedHosts: [],
      maxUploadBytes: 1_000,
      drainMilliseconds: 100,
      ...options.settings,
    },
  });
  const settleDialog = async (tenantId: string): Promise<Dialog> => {
    const dialog = makeDialog(tenantId);
    await repositories.dialogs.save(dialog);
    return dialog;
  };
  return {
    app,
    repositories,
    settleDialog,
    started,
    aborted,
    answerWith(next) {
      answer = next;
    },
    async settle(name) {
      const { token, user } = await accounts.register({
        email: `${name}@example.org`,
        nickname: name,
        password: `password of ${name}`,
        code: FIRST_CODE,
        address: '::1',
      });
      const { tenantId } = user;
      const dialog = await settleDialog(tenantId);
      const base: KnowledgeBase = {
        id: newId(),
        tenantId,
        name: 'Handbook',
        embedding: 'static@Builtin',
        settings: STANDARD_BASE_SETTINGS,
        ...time,
      };
      await repositories.knowledgeBases.save(base);
      const { document } = await repositories.documents.add(
        makeDocument(base, 'guide.txt', 'Press the red button.'),
      );
      await chunks.put([{ ...chunkOf(document), tokens: ['red', 'button'] }]);
      const conversationId = newId();
      const { opener } = dialog.prompt;
      const said = { name: 'First', opener, userId: user.id, dialogId: dialog.id };
      await repositories.conversations.save({ id: conversationId, tenantId, ...said, ...time });
      const { token: apiKey, beta = '' } = await apiKeys.create({ tenantId, userId: user.id });
      return { token, tenantId, dialog, base, document, conversationId, apiKey, beta };
    },
    headers: ({ token }) => ({ authorization: `Bearer ${token}` }),
    close: () => app.close(),
  };
}

/** Words instead of tokens: easy to count in a test. */
function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/** The one passage of a resident's document. */
export function chunkOf(document: Document): Chunk {
  return {
    id: `chunk-${document.id.slice(0, 8)}`,
    tenantId: document.tenantId,
    knowledgeBaseId: document.knowledgeBaseId,
    documentId: document.id,
    documentName: document.name,
    ordinal: 0,
    start: 0,
    end: 21,
    text: 'Press the red button.',
    headings: ['Start'],
    keywords: [],
    regions: [{ page: 2, box: [10, 20, 30, 40] }],
  };
}

/** An answer of these deltas. */
export function sayWords(...deltas: readonly string[]): AnswerQuestion {
  return async function* () {
    for (const delta of deltas) yield { type: 'text-delta', delta };
    yield answerEnd(deltas.join(''));
  };
}

/** The last event of an answer without sources. */
export function answerEnd(text: string, reasoning = ''): Extract<ChatEvent, { type: 'answer-end' }> {
  return {
    type: 'answer-end',
    answer: { text, reasoning, citations: [], references: [] },
    finishReason: 'stop',
    usage: { inputTokens: 3, outputTokens: 2 },
    trace: {
      question: 'Q',
      searchText: 'q',
      model: 'm@f',
      milliseconds: { total: 5 },
      searchedChunks: 7,
      vectorWeight: 0.25,
      sources: [],
    },
  };
}

function makeDialog(tenantId: string): Dialog {
  return {
    id: newId(),
    tenantId,
    name: 'Assistant',
    description: '',
    knowledgeBaseIds: [],
    searchEverything: true,
    question: { rewriteFollowUps: false, translateInto: [], addKeywords: false },
    retrieval: { topN: 6, candidates: 100, minimumScore: 0.1 },
    prompt: { system: 'Answer from {knowledge}.', opener: 'Hi!', variables: [] },
    model: { settings: {} },
    answer: { cite: true },
    createdAt: 1,
    updatedAt: 1,
  };
}

const fakeModels: ModelCatalog = {
  chat: async (_tenantId, ref) => {
    if (ref !== undefined && ref !== 'other@Offline')
      throw new AppError('not-found', `There is no model ${ref}.`);
    return {
      ref: ref ?? 'extractive@Offline',
      contextWindow: 8_000,
      followsInstructions: false,
      async *stream() {},
    };
  },
  embedding: async () => ({
    ref: 'static@Builtin',
    dimensions: 2,
    maxInputTokens: 100,
    maxBatch: 10,
    embed: async () => ({ vectors: [], usage: { inputTokens: 0, outputTokens: 0 } }),
    fusionWeight: async () => 0,
  }),
  rerank: async () => {
    throw new AppError('not-found', 'There is no rerank model.');
  },
  list: async () => [],
};
