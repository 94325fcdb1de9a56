import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFileBlobStore } from './adapters/files/blob-store.ts';
import { createSeal } from './adapters/files/seal.ts';
import { createSealedSettings } from './adapters/files/sealed-settings.ts';
import { openSecretKey } from './adapters/files/secret-key.ts';
import { openJournal } from './adapters/journal/event-log.ts';
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
import type { Config } from './config.ts';

/** The stores of a running server. */
export type Stores = Awaited<ReturnType<typeof openStores>>;

/**
 * Opens everything that is kept in the data folder, and the threads that work on it.
 * @param log makes a function that writes an error, which no caller waits for, under a message
 */
export async function openStores(config: Config, log: (message: string) => (error: unknown) => void) {
  const database = await openDatabase(config);
  const sql = createSqlDatabase<Schema>(database);
  const events = await openJournal(join(config.data, 'journal'));
  const jobs = createJobQueue(database, { onError: log('the job queue failed') });
  const chunks = createSqliteChunkStore({ database });
  const pool = createCpuPool({
    maxThreads: config.parserThreads,
    onUnexpected: log('a parser failed in a way that it does not know'),
  });
  const repositories = createSqlRepositories(sql);
  const seal = createSeal(openSecretKey(join(config.data, 'secret.key'), config.secret));
  return {
    repositories,
    seal,
    /** The settings that hold secrets, encrypted under the installation's own. */
    sealedSettings: createSealedSettings(repositories.settings, seal),
    ledger: createSqlUsageLedger(sql),
    blobs: await openFileBlobStore(join(config.data, 'blobs')),
    events,
    jobs,
    chunks,
    pool,
    checkDatabase: () => checkDatabase(database),
    /** Runs a function of the reader threads by its name; see `openDatabase`. */
    runReader: database.runReader.bind(database),
    async close(): Promise<void> {
      await jobs.stop();
      await pool.close();
      await chunks.close();
      await events.close();
      await database.close();
    },
  };
}

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
