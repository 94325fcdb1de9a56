import type { Operation, ThreadContext } from '../operations.ts';
import { mergeJob } from './merge-job.ts';
import { forgetInspection, rebuildJob } from './rebuild-job.ts';
import { sweepJob } from './sweep-job.ts';

/** How long a slice of background work holds the writer, in milliseconds; a step may overrun it by a few. */
const SLICE_MILLISECONDS = 8;

/** Background work on the store: every `next()` does a small step. */
export type MaintenanceJob = Generator<void, void>;

export interface MaintainInput {
  /** Sweep removed chunks too, not just merge. */
  readonly sweep: boolean;
  /** The last slice failed: what it left in memory is not true. */
  readonly restart: boolean;
}

const STATE_KEY = 'chunks.maintenance';

/** Does a slice of the background work; true while more is to be done. One job runs at a time. */
export const maintainChunks: Operation<MaintainInput, boolean> = (context, { sweep, restart }) => {
  const { state } = context;
  if (restart) {
    state.delete(STATE_KEY);
    forgetInspection(context);
  }
  const job = (state.get(STATE_KEY) as MaintenanceJob | undefined) ?? nextJob(context, sweep);
  if (job === undefined) return { output: false };
  // Kept only while the job is sound: when a step throws, the next slice begins anew.
  state.delete(STATE_KEY);
  const deadline = performance.now() + SLICE_MILLISECONDS;
  let done = false;
  while (!done && performance.now() < deadline) done = job.next().done === true;
  if (!done) state.set(STATE_KEY, job);
  return { output: true };
};

function nextJob(context: ThreadContext, sweep: boolean): MaintenanceJob | undefined {
  return rebuildJob(context) ?? mergeJob(context) ?? (sweep ? sweepJob(context) : undefined);
}
