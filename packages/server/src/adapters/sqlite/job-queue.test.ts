import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeJobQueue } from '../../../test/contracts/job-queue.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import { type EmbeddedDatabase, openEmbeddedDatabase } from './embedded-database.ts';
import { createJobQueue } from './job-queue.ts';

const NAME = 'document.ingest';
const DATA = { tenantId: 't', documentId: '1' };

function openFile(path: string): Promise<EmbeddedDatabase> {
  return openEmbeddedDatabase({ path: join(path, 'colloquy.db'), operationModules: [] });
}

describeJobQueue('jobs in the embedded database', async () => {
  const folder = temporaryFolder();
  const database = await openFile(folder.path);
  const queue = createJobQueue(database, { retryMilliseconds: 2 });
  return {
    queue,
    async close() {
      await queue.stop();
      await database.close();
      folder.remove();
    },
  };
});

describe('a durable job queue', () => {
  const folder = temporaryFolder();
  let database: EmbeddedDatabase;
  const queues: JobQueue[] = [];

  beforeEach(async () => {
    database = await openFile(folder.path);
  });
  afterEach(async () => {
    await Promise.all(queues.splice(0).map((queue) => queue.stop()));
    await database.write([{ sql: 'delete from jobs', parameters: [] }]);
    await database.close();
  });

  function queueOf(options: Parameters<typeof createJobQueue>[1] = {}): JobQueue {
    const queue = createJobQueue(database, { retryMilliseconds: 2, stopMilliseconds: 1, ...options });
    queues.push(queue);
    return queue;
  }

  /** Leaves jobs in the state in which a killed process leaves them. */
  async function abandon(count: number, options: { key?: string; maxAttempts?: number }): Promise<string[]> {
    const dead = queueOf();
    const started: string[] = [];
    const all = Promise.withResolvers<void>();
    dead.handle(NAME, { concurrency: count }, ({ id }) => {
      started.push(id);
      if (started.length === count) all.resolve();
      return new Promise(() => undefined);
    });
    for (let n = 0; n < count; n += 1) {
      const id = await dead.enqueue(NAME, DATA, options);
      await expect.poll(() => started).toContain(id);
    }
    await all.promise;
    queues.splice(queues.indexOf(dead), 1);
    return started;
  }

  it('takes up at once what a dead process left running', async () => {
    const [id = ''] = await abandon(1, {});
    expect(await queueOf().info(id)).toMatchObject({ state: 'running', attempt: 1 });
    const queue = queueOf();
    const attempts: number[] = [];
    queue.handle(NAME, { concurrency: 1 }, async ({ attempt }) => {
      attempts.push(attempt);
    });
    await queue.idle(NAME);
    expect(attempts).toEqual([2]);
    expect(await queue.info(id)).toMatchObject({ state: 'done' });
  });

  it('takes up two jobs of one key', async () => {
    const ids = await abandon(2, { key: 'same' });
    expect(ids).toHaveLength(2);
    const queue = queueOf();
    queue.handle(NAME, { concurrency: 1 }, async () => undefined);
    await queue.idle(NAME);
    expect((await queue.counts()).done).toBe(2);
  });

  it('fails a job whose last attempt died, and tells the handler', async () => {
    const [id = ''] = await abandon(1, { maxAttempts: 1 });
    const queue = queueOf();
    const failed: string[] = [];
    queue.handle(
      NAME,
      {
        concurrency: 1,
        onFailed: async (job, problem) => {
          failed.push(`${job.id} ${problem.code}`);
        },
      },
      () => Promise.reject(new Error('must not run')),
    );
    await queue.idle(NAME);
    expect(failed).toEqual([`${id} interrupted`]);
    expect(await queue.info(id)).toMatchObject({ state: 'failed', problem: { code: 'interrupted' } });
  });

  it('keeps the lease of a long job, and aborts a job whose lease is lost', async () => {
    const queue = queueOf({ leaseMilliseconds: 60 });
    let aborted: unknown;
    const started = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    queue.handle(NAME, { concurrency: 1 }, async ({ signal }) => {
      started.resolve();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      aborted = signal.reason;
      ended.resolve();
    });
    const id = await queue.enqueue(NAME, DATA);
    await started.promise;
    const lease = async () => {
      const sql = 'select lease_until as lease from jobs where id = ?';
      const [result] = await database.read([{ sql, parameters: [id] }]);
      return Number(result?.rows[0]?.lease);
    };
    const before = await lease();
    await expect.poll(lease).toBeGreaterThan(before);
    expect(aborted).toBeUndefined();
    await database.write([{ sql: `update jobs set owner = 'other', lease_until = 9e15`, parameters: [] }]);
    await ended.promise;
    expect(aborted).toMatchObject({ code: 'interrupted' });
  });

  it('survives a closed and opened database', async () => {
    const id = await queueOf().enqueue(NAME, DATA);
    await Promise.all(queues.splice(0).map((queue) => queue.stop()));
    await database.close();
    database = await openFile(folder.path);
    expect(await queueOf().info(id)).toMatchObject({ state: 'waiting' });
  });
});
