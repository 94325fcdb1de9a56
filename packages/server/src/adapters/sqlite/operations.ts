import type { DatabaseSync } from 'node:sqlite';

/** What an operation finds in its thread. */
export interface ThreadContext {
  /** The thread's own connection; `query_only` in a reader. */
  readonly database: DatabaseSync;
  readonly role: 'writer' | 'reader';
  /** Lives as long as the thread. A writer operation must not put anything in that a rollback would make untrue. */
  readonly state: Map<string, unknown>;
  /** What the database was opened with; for instance paths of model files. */
  readonly workerData: unknown;
}

/** A result; the buffers named in `transfer` move to the caller's thread instead of being copied. */
export interface OperationResult<Output> {
  readonly output: Output;
  readonly transfer?: readonly ArrayBuffer[];
}

/**
 * A named function that runs inside a database thread, synchronously. In a reader it sees one snapshot from its
 * beginning to its end. In the writer it runs inside the group's transaction, under a savepoint of its own: what it
 * throws undoes what it wrote and nothing else. It must not begin, commit or roll back a transaction itself.
 */
export type Operation<Input, Output> = (context: ThreadContext, input: Input) => OperationResult<Output>;

/** What an operation module exports as `operations`; names carry their part's name, like `chunks.search`. */
export type Operations = Readonly<Record<string, Operation<never, unknown>>>;
