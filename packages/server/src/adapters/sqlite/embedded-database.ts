import { Lane } from './lane.ts';
import type { Migration } from './migration.ts';
import { embeddedMigrations } from './migrations.ts';
import type { Statement, StatementResult } from './statement.ts';
import { ThreadHandle } from './thread-handle.ts';

/** One SQLite file, opened by one writer thread and a few reader threads. */
export interface EmbeddedDatabase {
  /** Runs the statements in one reader, on one snapshot that holds every write answered before. */
  read(statements: readonly Statement[]): Promise<readonly StatementResult[]>;
  /**
   * Runs the statements as one unit: all of them or none, on disk when this resolves.
   * @throws AppError `conflict` (unique or foreign key), `store-unavailable`
   */
  write(unit: readonly Statement[]): Promise<readonly StatementResult[]>;
  /** Runs a named operation in a reader; with an aborted signal it rejects at once and its result is dropped. */
  runReader<Output>(name: string, input: unknown, options: { readonly signal: AbortSignal }): Promise<Output>;
  /** Runs a named operation in the writer as a unit of its own. Aborting helps only before it has begun. */
  runWriter<Output>(name: string, input: unknown, options: { readonly signal: AbortSignal }): Promise<Output>;
  /** Moves the write-ahead log into the file and empties it, so that what was deleted is gone from disk. */
  checkpoint(): Promise<void>;
  /** Finishes what has been asked, then ends the threads. */
  close(): Promise<void>;
}

export interface EmbeddedDatabaseOptions {
  /** Path of the database file; its folder exists. */
  readonly path: string;
  /** Reader threads; 1 unless said. */
  readonly readers?: number;
  /** URLs of the modules whose `operations` the threads offer. */
  readonly operationModules: readonly string[];
  /** The relational schema's steps, which run before this adapter's own. */
  readonly migrations?: readonly Migration[];
  /** Plain data for the operations, the same in every thread. */
  readonly workerData?: unknown;
}

/** Units that share one commit at most; bounds how long the writer is held. */
const GROUP_SIZE = 256;
/** Small reads that wait for a thread go to it together. */
const READS_AT_ONCE = 16;

/**
 * Opens the file, brings its schema up to date and starts the threads.
 * @throws AppError `conflict` (written by a newer version), `store-unavailable`
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { path, readers = 1, operationModules, migrations = [], workerData } = options;
  const setup = { path, operationModules, workerData };
  const writer = new ThreadHandle({
    ...setup,
    role: 'writer',
    migrations: [...migrations, ...embeddedMigrations],
  });
  const readerThreads = Array.from(
    { length: readers },
    () => new ThreadHandle({ ...setup, role: 'reader', migrations: [] }),
  );
  await writer.start();
  try {
    await Promise.all(readerThreads.map((thread) => thread.start()));
  } catch (error) {
    await endAll([...readerThreads, writer]);
    throw error;
  }
  return new ThreadedDatabase(writer, readerThreads);
}

class ThreadedDatabase implements EmbeddedDatabase {
  readonly #threads: readonly ThreadHandle[];
  readonly #writing: Lane;
  readonly #reading: Lane;
  #closed: Promise<void> | undefined;

  constructor(writer: ThreadHandle, readers: readonly ThreadHandle[]) {
    this.#threads = [...readers, writer];
    this.#writing = new Lane([writer], GROUP_SIZE, ['checkpoint']);
    this.#reading = new Lane(readers, READS_AT_ONCE, ['operation']);
  }

  async read(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    return (await this.#reading.submit({ kind: 'statements', statements })) as readonly StatementResult[];
  }

  async write(unit: readonly Statement[]): Promise<readonly StatementResult[]> {
    return (await this.#writing.submit({
      kind: 'statements',
      statements: unit,
    })) as readonly StatementResult[];
  }

  async runReader<Output>(
    name: string,
    input: unknown,
    { signal }: { signal: AbortSignal },
  ): Promise<Output> {
    return (await this.#reading.submit({ kind: 'operation', name, input }, signal)) as Output;
  }

  async runWriter<Output>(
    name: string,
    input: unknown,
    { signal }: { signal: AbortSignal },
  ): Promise<Output> {
    return (await this.#writing.submit({ kind: 'operation', name, input }, signal)) as Output;
  }

  async checkpoint(): Promise<void> {
    await this.#writing.submit({ kind: 'checkpoint' });
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    await Promise.all([this.#writing.drain(), this.#reading.drain()]);
    await endAll(this.#threads);
  }
}

/** One after the other, the writer last: the last connection to close empties the write-ahead log. */
async function endAll(threads: readonly ThreadHandle[]): Promise<void> {
  for (const thread of threads) await thread.close();
}
