import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@colloquy/client';
import pino from 'pino';
import { createAccounts } from './accounts/accounts.ts';
import { loadPasswordKey } from './accounts/password-key.ts';
import { provisionOwner, provisionTenant } from './accounts/provision.ts';
import { openFileBlobStore } from './adapters/files/blob-store.ts';
import { createSealedSettings } from './adapters/files/sealed-settings.ts';
import { openSecretKey } from './adapters/files/secret-key.ts';
import { openJournal } from './adapters/journal/event-log.ts';
import {
  createExtractiveChatModel,
  EXTRACTIVE_DESCRIPTION,
  EXTRACTIVE_REF,
} from './adapters/offline/extractive-chat-model.ts';
import { createStaticEmbeddingModel } from './adapters/offline/static-embedding.ts';
import { createOpenAiChatModel } from './adapters/openai-compatible/chat-model.ts';
import { createOpenAiEmbeddingModel } from './adapters/openai-compatible/embedding-model.ts';
import { createCpuPool } from './adapters/piscina/cpu-pool.ts';
import { sqlMigrations } from './adapters/sql/migrations/migrations.ts';
import { createSqlRepositories } from './adapters/sql/repositories.ts';
import type { Schema } from './adapters/sql/schema.ts';
import { createSqlUsageLedger } from './adapters/sql/usage-ledger.ts';
import { checkDatabase } from './adapters/sqlite/check-database.ts';
import { createSqliteChunkStore } from './adapters/sqlite/chunks/chunk-store.ts';
import { createSqlDatabase } from './adapters/sqlite/driver.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './adapters/sqlite/embedded-database.ts';
import { createJobQueue } from './adapters/sqlite/job-queue.ts';
import { createAnswer } from './chat/answer.ts';
import { createPresenter } from './chat/present.ts';
import { createTurns } from './chat/turns.ts';
import { refreshSampleLibrary } from './cli/sample-library.ts';
import type { Config } from './config.ts';
import { diagnose } from './diagnose.ts';
import { createApp } from './http/app.ts';
import { createLibrary } from './ingest/create-library.ts';
import { createModelCatalog } from './models/catalog.ts';
import type { ModelCatalog } from './ports/model-catalog.ts';
import type { UsageLedger } from './ports/usage-ledger.ts';
import { loadPrompts } from './prompts/prompt.ts';
import { createRetriever } from './retrieval/retrieve.ts';
import { countTokens } from './text/token-count.ts';
import { estimateTokens } from './text/token-estimate.ts';

export { lockDataFolder } from './adapters/sqlite/folder-lock.ts';

const here = import.meta.dirname;
const installation = resolve(here, '../../..');
/** For ledgers and batches; counting exactly is left to the fitting of a prompt that hardly fits. */
const roughTokens = (text: string): number => Math.ceil(estimateTokens(text));
const PRUNE_INTERVAL = 10 * 60_000;
const MEGABYTE = 1024 * 1024;

export interface Secrets {
  readonly localToken: string;
  readonly firstAccountCode: string;
}

/** The parts of a running server, put together; nothing listens yet. */
export interface Composition {
  readonly app: Awaited<ReturnType<typeof createApp>>;
  needsFirstAccount(): Promise<boolean>;
  /** Takes up what an earlier process left and begins the background work. */
  begin(options: { readonly sampleLibrary: boolean; readonly url: string }): Promise<void>;
  /** Ends everything in order, in bounded time. */
  close(): Promise<void>;
}

/** The only place that knows which adapter stands behind which port. */
export async function compose(config: Config, secrets: Secrets): Promise<Composition> {
  const logger = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: false }));
  const log = (message: string) => (error: unknown) => logger.error({ err: error }, message);
  const stores = await openStores(config, log);
  const { database, repositories, blobs, chunks, events } = stores;
  const models = composeModels(config, database, stores.ledger, log('token usage could not be written'));
  const prompts = loadPrompts();
  const provision = {
    repositories,
    systemPrompt: prompts.text('default-system'),
    embedding: (await models.embedding('')).ref,
  };
  await provisionOwner(provision);

  const maxFileBytes = config.maxUploadMegabytes * MEGABYTE;
  const drainMilliseconds = config.drainSeconds * 1000;
  const library = createLibrary({ ...stores, models, now: Date.now, maxFileBytes });
  const retriever = createRetriever({ chunks, models });
  const answer = createAnswer({ models, retriever, repositories, prompts, countTokens });
  const turns = createTurns({
    answer,
    events,
    repositories,
    countTokens: roughTokens,
    onError: (error, turnId) => logger.error({ err: error, turnId }, 'a turn failed'),
  });
  const secretKey = openSecretKey(join(config.data, 'secret.key'), config.secret);
  const accounts = createAccounts({
    repositories,
    passwordKey: await loadPasswordKey(createSealedSettings(repositories.settings, secretKey)),
    openRegistration: config.openRegistration,
    sessionDays: config.sessionDays,
    onNewTenant: (tenantId) => provisionTenant(provision, tenantId),
    ...secrets,
  });
  const health = {
    folder: config.data,
    checkDatabase: () => checkDatabase(database),
    blobs,
    models,
    repositories,
  };
  const app = await createApp({
    accounts,
    turns,
    presenter: createPresenter({ chunks, passages: repositories.passages }),
    library,
    repositories,
    models,
    countTokens: roughTokens,
    logger,
    diagnose: () => diagnose(health),
    settings: {
      version: versionOf(),
      host: config.host,
      allowedHosts: config.allowedHosts,
      maxUploadBytes: maxFileBytes,
      drainMilliseconds,
      webFolder: join(installation, 'packages/web/dist'),
    },
  });
  await turns.recover();

  const ending = new AbortController();
  let refreshing: Promise<void> = Promise.resolve();
  const tidy = (): void => {
    turns.prune().catch(log('old logs could not be removed'));
    repositories.sessions.removeExpired(Date.now()).catch(log('expired sessions could not be removed'));
  };
  return {
    app,
    needsFirstAccount: async () => (await accounts.state()).needsFirstAccount,
    async begin({ sampleLibrary, url }) {
      await library.recover();
      library.start();
      const timer = setInterval(tidy, PRUNE_INTERVAL).unref();
      ending.signal.addEventListener('abort', () => clearInterval(timer));
      if (!sampleLibrary) return;
      const client = createClient({ baseUrl: url, token: secrets.localToken, fetch: fetchToTheEnd });
      const parts = { client, settings: repositories.settings };
      refreshing = refreshSampleLibrary(parts, join(installation, 'docs'), ending.signal)
        .then(() => undefined)
        .catch((error: unknown) => {
          if (!ending.signal.aborted) log('the sample library could not be refreshed')(error);
        });
    },
    async close() {
      ending.abort();
      // It speaks to this very server: its last answer comes before the connections are closed.
      await refreshing;
      await Promise.all([turns.drain(drainMilliseconds), app.close()]);
      await stores.close();
    },
  };
}

/** Everything that is kept in the data folder, and the threads that work on it. */
async function openStores(config: Config, log: (message: string) => (error: unknown) => void) {
  const database = await openDatabase(config);
  const sql = createSqlDatabase<Schema>(database);
  const events = await openJournal(join(config.data, 'journal'));
  const jobs = createJobQueue(database, { onError: log('the job queue failed') });
  const chunks = createSqliteChunkStore({ database });
  const pool = createCpuPool({
    maxThreads: config.parserThreads,
    onUnexpected: log('a parser failed in a way that it does not know'),
  });
  return {
    database,
    repositories: createSqlRepositories(sql),
    ledger: createSqlUsageLedger(sql),
    blobs: await openFileBlobStore(join(config.data, 'blobs')),
    events,
    jobs,
    chunks,
    pool,
    async close(): Promise<void> {
      await jobs.stop();
      await pool.close();
      await chunks.close();
      await events.close();
      await database.close();
    },
  };
}

/**
 * A request of the server to itself is not cut off half-way: it is short, `close()` waits for it, and an abort in the
 * middle of a body can throw outside of any promise (Node's fetch). Aborting ends the pauses between requests.
 */
const fetchToTheEnd: typeof fetch = (input, init) => fetch(input, { ...init, signal: null });

function openDatabase(config: Config): Promise<EmbeddedDatabase> {
  return openEmbeddedDatabase({
    path: join(config.data, 'colloquy.db'),
    readers: config.readerThreads,
    operationModules: [
      new URL('./adapters/sqlite/chunks/operations.ts', import.meta.url).href,
      new URL('./workers/embedding-operations.ts', import.meta.url).href,
    ],
    migrations: sqlMigrations,
    workerData: { embeddingFolder: fileURLToPath(new URL('../models/static-embedding', import.meta.url)) },
  });
}

/** The models of this installation: those of the configuration first, the offline ones always. */
function composeModels(
  config: Config,
  database: EmbeddedDatabase,
  ledger: UsageLedger,
  onLedgerError: (error: unknown) => void,
): ModelCatalog {
  const offlineEmbedding = createStaticEmbeddingModel({ run: database.runReader.bind(database) });
  const { chatUrl, chatModel, embeddingUrl, embeddingModel } = config;
  const chat =
    chatUrl === undefined || chatModel === undefined
      ? []
      : [
          {
            ref: `${chatModel}@OpenAI-API-Compatible` as const,
            description: `Writes answers; asked at ${new URL(chatUrl).host}.`,
            remote: true,
            create: () =>
              createOpenAiChatModel({
                ref: `${chatModel}@OpenAI-API-Compatible`,
                baseUrl: chatUrl,
                apiKey: config.chatKey,
                model: chatModel,
                contextWindow: config.chatContext,
              }),
          },
        ];
  const embedding =
    embeddingUrl === undefined || embeddingModel === undefined
      ? []
      : [
          {
            ref: `${embeddingModel}@OpenAI-API-Compatible` as const,
            description: `Embeds texts; asked at ${new URL(embeddingUrl).host}.`,
            remote: true,
            create: () =>
              createOpenAiEmbeddingModel({
                ref: `${embeddingModel}@OpenAI-API-Compatible`,
                baseUrl: embeddingUrl,
                apiKey: config.embeddingKey,
                model: embeddingModel,
                dimensions: config.embeddingDimensions,
              }),
          },
        ];
  return createModelCatalog({
    chat: [
      ...chat,
      {
        ref: EXTRACTIVE_REF,
        description: EXTRACTIVE_DESCRIPTION,
        remote: false,
        create: () => createExtractiveChatModel({ embedding: offlineEmbedding }),
      },
    ],
    embedding: [
      ...embedding,
      {
        ref: offlineEmbedding.ref,
        aliases: ['BAAI/bge-small-en-v1.5@Builtin'],
        description: 'The built-in English embedding: a table of word vectors.',
        remote: false,
        create: () => offlineEmbedding,
      },
    ],
    ledger,
    limits: {
      firstEvent: config.firstTokenSeconds * 1000,
      betweenEvents: config.betweenTokensSeconds * 1000,
      total: config.answerSeconds * 1000,
    },
    countTokens: roughTokens,
    onLedgerError,
  });
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(join(installation, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
