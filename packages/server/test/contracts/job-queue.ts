import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type Problem } from '../../src/domain/errors.ts';
import type { JobQueue, Jobs } from '../../src/ports/job-queue.ts';

const NAME = 'document.ingest';

/** What every job queue keeps. The queues that `open` gives pause for a few milliseconds between attempts. */
export function describeJobQueue(
  name: string,
  open: () => Promise<{ readonly queue: JobQueue; close(): Promise<void> }>,
): void {
  describe(name, () => {
    let queue: JobQueue;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ queue, close } = await open());
    });
    afterEach(() => close());

    it('works on what is enqueued before and after the handler is there', async () => {
      const first = await queue.enqueue(NAME, job('1'));
      const seen: string[] = [];
      queue.handle(NAME, { concurrency: 1 }, async ({ data, attempt, maxAttempts }) => {
        seen.push(`${data.documentId}:${attempt}/${maxAttempts}`);
      });
      const second = await queue.enqueue(NAME, job('2'), { maxAttempts: 5 });
      await queue.idle(NAME);
      expect(seen).toEqual(['1:1/3', '2:1/5']);
      expect(await queue.info(first)).toMatchObject({ name: NAME, state: 'done', attempt: 1 });
      expect(await queue.info(second)).toMatchObject({ state: 'done' });
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, done: 2, failed: 0 });
      expect(await queue.info('unknown')).toBeUndefined();
    });

    it('runs as many jobs at once as it may, and no more', async () => {
      let running = 0;
      let most = 0;
      const gate = Promise.withResolvers<void>();
      queue.handle(NAME, { concurrency: 3 }, async () => {
        running += 1;
        most = Math.max(most, running);
        if (running === 3) gate.resolve();
        await gate.promise;
        running -= 1;
      });
      await Promise.all(Array.from({ length: 10 }, (_, n) => queue.enqueue(NAME, job(`${n}`))));
      await queue.idle(NAME);
      expect(most).toBe(3);
      expect((await queue.counts()).done).toBe(10);
    });

    it('lets groups take turns, and one that hangs hold up no other', async () => {
      const gate = Promise.withResolvers<void>();
      const started: string[] = [];
      for (const group of ['a', 'b']) {
        for (let n = 0; n < 5; n += 1) await queue.enqueue(NAME, job(`${group}${n}`), { group });
      }
      const others = Promise.withResolvers<void>();
      queue.handle(NAME, { concurrency: 2, perGroup: 2 }, async ({ data: { documentId } }) => {
        started.push(documentId);
        if (documentId === 'b4') others.resolve();
        if (documentId.startsWith('a')) await gate.promise;
      });
      await others.promise;
      expect(started.filter((id) => id.startsWith('a')).length).toBeLessThanOrEqual(2);
      expect(started.filter((id) => id.startsWith('b'))).toEqual(['b0', 'b1', 'b2', 'b3', 'b4']);
      gate.resolve();
      await queue.idle(NAME);
      expect((await queue.counts()).done).toBe(10);
    });

    it('leaves the jobs of other names alone', async () => {
      queue.handle(NAME, { concurrency: 1 }, async () => undefined);
      const data = { tenantId: 't', knowledgeBaseId: 'b', documentId: 'd', contentHash: 'h' };
      const id = await queue.enqueue('document.forget', data);
      await queue.idle(NAME);
      expect(await queue.info(id)).toMatchObject({ state: 'waiting', attempt: 0 });
    });

    it('adds one waiting job for a key, and a further one while that runs', async () => {
      const ids = await Promise.all(
        Array.from({ length: 10 }, () => queue.enqueue(NAME, job('1'), { key: '1' })),
      );
      expect(new Set(ids).size).toBe(1);
      expect(await queue.info(ids[0] ?? '')).toMatchObject({ key: '1', state: 'waiting' });
      const started = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      queue.handle(NAME, { concurrency: 1 }, () => {
        started.resolve();
        return gate.promise;
      });
      await started.promise;
      const next = await queue.enqueue(NAME, job('1'), { key: '1' });
      expect(next).not.toBe(ids[0]);
      expect(await queue.enqueue(NAME, job('1'), { key: '1' })).toBe(next);
      gate.resolve();
      await queue.idle(NAME);
      expect((await queue.counts()).done).toBe(2);
    });

    it('tries again, up to the last attempt, and says why it failed', async () => {
      const failed: [string, number, Problem][] = [];
      const attempts: number[] = [];
      queue.handle(
        NAME,
        {
          concurrency: 1,
          onFailed: async ({ data, attempt }, problem) => {
            failed.push([data.documentId, attempt, problem]);
          },
        },
        async ({ attempt }) => {
          attempts.push(attempt);
          throw new AppError('timeout', `Too slow ${attempt}.`);
        },
      );
      const id = await queue.enqueue(NAME, job('1'));
      await queue.idle(NAME);
      const problem = { code: 'timeout', message: 'Too slow 3.', retryable: true };
      expect(attempts).toEqual([1, 2, 3]);
      expect(failed).toEqual([['1', 3, problem]]);
      expect(await queue.info(id)).toMatchObject({ state: 'failed', attempt: 3, problem });
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, done: 0, failed: 1 });
    });

    it('forgets the reason when a later attempt succeeds', async () => {
      const seen = Promise.withResolvers<Problem | undefined>();
      queue.handle(NAME, { concurrency: 1 }, async ({ id, attempt }) => {
        if (attempt === 1) throw new Error('a surprise');
        seen.resolve((await queue.info(id))?.problem);
      });
      const id = await queue.enqueue(NAME, job('1'));
      await queue.idle(NAME);
      expect((await seen.promise)?.code).toBe('internal');
      const info = await queue.info(id);
      expect(info).toMatchObject({ state: 'done', attempt: 2 });
      expect(info?.problem).toBeUndefined();
    });

    it('fails at once what cannot succeed', async () => {
      let attempts = 0;
      queue.handle(NAME, { concurrency: 1 }, async () => {
        attempts += 1;
        throw new AppError('parse-failed', 'This is no document.');
      });
      const id = await queue.enqueue(NAME, job('1'));
      await queue.idle(NAME);
      expect(attempts).toBe(1);
      expect(await queue.info(id)).toMatchObject({ state: 'failed', problem: { code: 'parse-failed' } });
    });

    it('puts running jobs back when it stops, as if they had not been taken', async () => {
      const started = Promise.withResolvers<void>();
      const failures: unknown[] = [];
      queue.handle(
        NAME,
        {
          concurrency: 1,
          onFailed: async (failure) => {
            failures.push(failure);
          },
        },
        ({ signal }) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            started.resolve();
          }),
      );
      const id = await queue.enqueue(NAME, job('1'), { maxAttempts: 1 });
      const other = await queue.enqueue(NAME, job('2'));
      await started.promise;
      await queue.stop();
      expect(await queue.info(id)).toMatchObject({ state: 'waiting', attempt: 0 });
      expect(await queue.info(other)).toMatchObject({ state: 'waiting', attempt: 0 });
      expect(failures).toEqual([]);
    });
  });
}

function job(documentId: string): Jobs[typeof NAME] {
  return { tenantId: 't', documentId };
}
