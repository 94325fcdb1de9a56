import type { Failure } from './failure.ts';
import type { Migration } from './migration.ts';
import type { Statement } from './statement.ts';

/** What a thread is started with. */
export interface ThreadSetup {
  readonly path: string;
  readonly role: 'writer' | 'reader';
  /** URLs of modules that export `operations`. */
  readonly operationModules: readonly string[];
  /** Run by the writer when it opens the file. */
  readonly migrations: readonly Migration[];
  /** Handed to the operations. */
  readonly workerData: unknown;
}

export type Task =
  | { readonly kind: 'statements'; readonly statements: readonly Statement[] }
  | { readonly kind: 'operation'; readonly name: string; readonly input: unknown }
  /** Never in a group with others. */
  | { readonly kind: 'checkpoint' };

export type Outcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly failure: Failure };

/** To the thread: tasks to run as one group, or the wish that it ends. */
export type ThreadRequest = { readonly tasks: readonly Task[] } | { readonly close: true };

/** From the thread: once, whether it could open the file; then an outcome for each task of a group. */
export type ThreadReply =
  | { readonly opened: true }
  | { readonly opened: false; readonly failure: Failure }
  | { readonly outcomes: readonly Outcome[] };
