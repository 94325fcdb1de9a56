import { AppError } from '../domain/errors.ts';

/** Keeps files from being added to a base while it is being removed. */
export interface BaseGate {
  /** @throws AppError `not-found` while the base is being removed */
  inside<Result>(baseId: string, work: () => Promise<Result>): Promise<Result>;
  /** Lets nobody in any more, waits for those who are inside, and then does the work. */
  closed<Result>(baseId: string, work: () => Promise<Result>): Promise<Result>;
}

/** @returns a gate within this process: one process holds a data folder */
export function createBaseGate(): BaseGate {
  const inside = new Map<string, Set<Promise<unknown>>>();
  const removals = new Map<string, number>();
  return {
    async inside(baseId, work) {
      if (removals.has(baseId)) throw new AppError('not-found', 'There is no such knowledge base.');
      const others = inside.get(baseId) ?? new Set();
      inside.set(baseId, others);
      const done = work();
      others.add(done);
      try {
        return await done;
      } finally {
        others.delete(done);
        if (others.size === 0) inside.delete(baseId);
      }
    },
    async closed(baseId, work) {
      removals.set(baseId, (removals.get(baseId) ?? 0) + 1);
      try {
        await Promise.allSettled(inside.get(baseId) ?? []);
        return await work();
      } finally {
        const left = (removals.get(baseId) ?? 1) - 1;
        if (left === 0) removals.delete(baseId);
        else removals.set(baseId, left);
      }
    },
  };
}
