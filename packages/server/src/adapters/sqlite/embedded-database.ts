import type { Statement, StatementResult } from './statement.ts';

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
