import { setPriority } from 'node:os';
import { threadId } from 'node:worker_threads';
import { type Problem, toProblem } from '../../domain/errors.ts';

/** What crosses to the thread. `running` is shared: the thread writes its id there when it begins. */
export interface TaskMessage {
  readonly task: string;
  readonly input: unknown;
  readonly running: Int32Array;
}

/** What comes back: errors as values, because a thrown one would lose its code on the way. */
export type TaskOutcome =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly problem: Problem; readonly detail?: string };

/** Politeness of the threads towards everything else in the process (Linux: of this thread alone). */
const NICENESS = 10;

/** Makes the function that a thread of the pool runs for each message. */
export function serveTasks(
  tasks: Readonly<Record<string, (input: never) => unknown>>,
): (message: TaskMessage) => Promise<TaskOutcome> {
  lowerPriority();
  return async ({ task, input, running }) => {
    Atomics.store(running, 0, threadId);
    try {
      const run = tasks[task] as ((input: unknown) => unknown) | undefined;
      if (run === undefined) throw new Error(`There is no task "${task}".`);
      return { ok: true, output: await run(input) };
    } catch (thrown) {
      const problem = toProblem(thrown);
      return problem.code === 'internal'
        ? { ok: false, problem, detail: describe(thrown) }
        : { ok: false, problem };
    }
  };
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

function lowerPriority(): void {
  try {
    setPriority(0, NICENESS);
  } catch {
    // Not allowed here: the tasks run all the same.
  }
}
