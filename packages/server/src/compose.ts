import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createClient } from '@colloquy/client';
import pino from 'pino';
import { createAccounts } from './accounts/accounts.ts';
import { createApiKeys } from './accounts/api-keys.ts';
import { loadPasswordKey } from './accounts/password-key.ts';
import { provisionOwner, provisionTenant } from './accounts/provision.ts';
import { createAnswer } from './chat/answer.ts';
import { createPresenter } from './chat/present.ts';
import { createTurns } from './chat/turns.ts';
import { refreshSampleLibrary } from './cli/sample-library.ts';
import { composeModels } from './compose-models.ts';
import { openStores, type Stores } from './compose-stores.ts';
import type { Config } from './config.ts';
import { diagnose } from './diagnose.ts';
import { createApp } from './http/app.ts';
import { createLibrary } from './ingest/create-library.ts';
import { checkModel } from './models/check-model.ts';
import type { ModelCatalog } from './ports/model-catalog.ts';
import { loadPrompts } from './prompts/prompt.ts';
import { createRetriever } from './retrieval/retrieve.ts';
import { countTokens } from './text/token-count.ts';
import { estimateTokens } from './text/token-estimate.ts';

const installation = resolve(import.meta.dirname, '../../..');
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

type Logger = ReturnType<typeof createLogger>;

/** Puts stores, models, flows and routes together. Adapters are named in the files `compose-*.ts` alone. */
export async function compose(config: Config, secrets: Secrets): Promise<Composition> {
  const logger = createLogger(config);
  const stores = await openStores(config, logger.problem);
  const models = composeModels(config, {
    stores,
    countTokens: roughTokens,
    onLedgerError: logger.problem('token usage could not be written'),
  });
  const flows = await composeFlows(config, secrets, { stores, models, logger });
  const app = await composeApp(config, { stores, models, logger, flows });
  const { library, turns, accounts } = flows;
  await turns.recover();

  const ending = new AbortController();
  let refreshing: Promise<void> = Promise.resolve();
  const tidy = (): void => {
    turns.prune().catch(logger.problem('old logs could not be removed'));
    stores.repositories.sessions
      .removeExpired(Date.now())
      .catch(logger.problem('expired sessions could not be removed'));
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
      const parts = { client, settings: stores.repositories.settings };
      refreshing = refreshSampleLibrary(parts, join(installation, 'docs'), ending.signal)
        .then(() => undefined)
        .catch((error: unknown) => {
          if (!ending.signal.aborted) logger.problem('the sample library could not be refreshed')(error);
        });
    },
    async close() {
      ending.abort();
      // It speaks to this very server: its last answer comes before the connections are closed.
      await refreshing;
      await Promise.all([turns.drain(config.drainSeconds * 1000), app.close()]);
      await stores.close();
    },
  };
}

interface Grounds {
  readonly stores: Stores;
  readonly models: ModelCatalog;
  readonly logger: Logger;
}

/** What the server does: conversations, documents and people. */
async function composeFlows(config: Config, secrets: Secrets, { stores, models, logger }: Grounds) {
  const { repositories, chunks, events } = stores;
  const prompts = loadPrompts();
  const provision = {
    repositories,
    systemPrompt: prompts.text('default-system'),
    embedding: (await models.embedding('')).ref,
  };
  await provisionOwner(provision);
  const maxFileBytes = config.maxUploadMegabytes * MEGABYTE;
  const retriever = createRetriever({ chunks, models });
  return {
    library: createLibrary({ ...stores, models, now: Date.now, maxFileBytes }),
    turns: createTurns({
      answer: createAnswer({ models, retriever, repositories, prompts, countTokens }),
      events,
      repositories,
      countTokens: roughTokens,
      onError: (error, turnId) => logger.pino.error({ err: error, turnId }, 'a turn failed'),
    }),
    apiKeys: createApiKeys({ repositories, seal: stores.seal }),
    accounts: createAccounts({
      repositories,
      passwordKey: await loadPasswordKey(stores.sealedSettings),
      openRegistration: config.openRegistration,
      sessionDays: config.sessionDays,
      onNewTenant: (tenantId) => provisionTenant(provision, tenantId),
      ...secrets,
    }),
    presenter: createPresenter({ chunks, passages: repositories.passages }),
  };
}

type Flows = Awaited<ReturnType<typeof composeFlows>>;

/** The routes on top of the flows. */
function composeApp(
  config: Config,
  { stores, models, logger, flows }: Grounds & { readonly flows: Flows },
): ReturnType<typeof createApp> {
  const { repositories, blobs, checkDatabase } = stores;
  const health = { folder: config.data, checkDatabase, blobs, models, repositories };
  return createApp({
    ...flows,
    repositories,
    models,
    countTokens: roughTokens,
    logger: logger.pino,
    checkModel: (tenantId, model, signal) => checkModel(models, tenantId, model, signal),
    diagnose: () => diagnose(health),
    settings: {
      version: versionOf(),
      host: config.host,
      allowedHosts: config.allowedHosts,
      trustedProxies: config.trustedProxies,
      dataFolder: config.data,
      maxUploadBytes: config.maxUploadMegabytes * MEGABYTE,
      drainMilliseconds: config.drainSeconds * 1000,
      webFolder: join(installation, 'packages/web/dist'),
    },
  });
}

function createLogger(config: Config) {
  const logger = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: false }));
  return {
    pino: logger,
    /** Makes a function that writes an error, which no caller waits for, under a message. */
    problem: (message: string) => (error: unknown) => logger.error({ err: error }, message),
  };
}

/**
 * A request of the server to itself is not cut off half-way: it is short, `close()` waits for it, and an abort in the
 * middle of a body can throw outside of any promise (Node's fetch). Aborting ends the pauses between requests.
 */
const fetchToTheEnd: typeof fetch = (input, init) => fetch(input, { ...init, signal: null });

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(join(installation, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
