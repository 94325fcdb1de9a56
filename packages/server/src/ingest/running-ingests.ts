import { AppError } from '../domain/errors.ts';

/** Which documents are being read now, so that a removal can end the reading before it takes the passages away. */
export interface RunningIngests {
  /** Does the work, unless the document is being removed or already worked on; then it waits for that to end. */
  run(documentId: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Ends the reading of a document and keeps new ones from beginning while `work` goes on. */
  without<Result>(documentIds: readonly string[], work: () => Promise<Result>): Promise<Result>;
}

/** @returns a register within this process: one process holds a data folder */
export function createRunningIngests(): RunningIngests {
  const running = new Map<string, { readonly controller: AbortController; readonly done: Promise<void> }>();
  const blocked = new Map<string, number>();
  const block = (id: string, by: number): void => {
    const count = (blocked.get(id) ?? 0) + by;
    if (count === 0) blocked.delete(id);
    else blocked.set(id, count);
  };
  return {
    async run(documentId, signal, work) {
      const other = running.get(documentId);
      if (other !== undefined) return other.done;
      if (blocked.has(documentId)) return;
      const controller = new AbortController();
      const done = settle(work(AbortSignal.any([signal, controller.signal])), controller.signal);
      running.set(documentId, { controller, done });
      try {
        await done;
      } finally {
        running.delete(documentId);
      }
    },
    async without(documentIds, work) {
      for (const id of documentIds) block(id, 1);
      try {
        for (const id of documentIds) {
          const current = running.get(id);
          current?.controller.abort(new AppError('cancelled', 'The document is being removed.'));
          await current?.done.catch(() => undefined);
        }
        return await work();
      } finally {
        for (const id of documentIds) block(id, -1);
      }
    },
  };
}

/** Work that a removal ended has ended well: there is nothing to be tried again. */
async function settle(work: Promise<void>, removal: AbortSignal): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    if (!removal.aborted) throw thrown;
  }
}
