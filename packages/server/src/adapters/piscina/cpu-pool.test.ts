import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostileTasks } from '../../../test/fakes/hostile-tasks.ts';
import { sharedData } from '../../../test/shared-data.ts';
import { createCpuPool } from './cpu-pool.ts';

const entry = new URL('../../../test/fakes/hostile-tasks.ts', import.meta.url).pathname;
const unexpected: string[] = [];
const pool = createCpuPool<HostileTasks>({
  entry,
  maxThreads: 2,
  heapMegabytes: 64,
  memoryMegabytes: 200,
  onUnexpected: (detail) => unexpected.push(detail),
});
const never = new AbortController().signal;

async function stillWorks(): Promise<void> {
  expect(await pool.run('echo', { bytes: new Uint8Array([1, 2, 3]) }, { signal: never })).toBe(6);
}

describe('the pool of threads', () => {
  beforeAll(() => {
    process.env.COLLOQUY_POOL_TEST = 'secret';
  });
  afterAll(async () => {
    delete process.env.COLLOQUY_POOL_TEST;
    await pool.close();
  });

  it('moves the buffers that it is told to move', async () => {
    const bytes = new Uint8Array([4, 5]);
    expect(await pool.run('echo', { bytes }, { signal: never, transfer: [bytes.buffer] })).toBe(9);
    expect(bytes.length).toBe(0);
  });

  it('gives threads no environment and a low priority', async () => {
    const seen = await pool.run('environment', null, { signal: never });
    expect(seen.secret).toBe(false);
    if (process.platform === 'linux') expect(seen.priority).toBeGreaterThanOrEqual(10);
  });

  it('rebuilds the error of a task with its code', async () => {
    const refusal = pool.run('refuse', null, { signal: never });
    await expect(refusal).rejects.toMatchObject({ code: 'unsupported', message: 'Not this one.' });
  });

  it('tells nobody but the log of an error that it does not know', async () => {
    const failure = pool.run('fail', null, { signal: never });
    await expect(failure).rejects.toMatchObject({
      code: 'internal',
      message: expect.not.stringContaining('secret'),
    });
    expect(unexpected.join('\n')).toContain('a secret detail');
  });

  it('ends a task that takes too long', async () => {
    const slow = pool.run('spin', null, { signal: never, timeoutMilliseconds: 300 });
    await expect(slow).rejects.toMatchObject({ code: 'timeout', retryable: false });
    await stillWorks();
  });

  it('does not count the time in the queue', async () => {
    const busy = [1, 2].map(() => pool.run('spin', null, { signal: never, timeoutMilliseconds: 600 }));
    const waiting = pool.run(
      'echo',
      { bytes: new Uint8Array([7]) },
      { signal: never, timeoutMilliseconds: 400 },
    );
    for (const task of busy) await expect(task).rejects.toMatchObject({ code: 'timeout' });
    expect(await waiting).toBe(7);
  });

  it('ends a task that is cancelled, running or waiting', async () => {
    const controller = new AbortController();
    const tasks = [1, 2, 3].map(() => pool.run('spin', null, { signal: controller.signal }));
    setTimeout(() => controller.abort(), 100);
    for (const task of tasks) await expect(task).rejects.toMatchObject({ code: 'cancelled' });
    await stillWorks();
  });

  it('outlives a thread that fills its heap', async () => {
    const task = pool.run('fillHeap', null, { signal: never });
    await expect(task).rejects.toMatchObject({
      code: 'parse-failed',
      message: expect.stringContaining('memory'),
    });
    await stillWorks();
  });

  it('outlives a thread that fills buffers outside of its heap', async () => {
    const task = pool.run('fillBuffers', null, { signal: never });
    await expect(task).rejects.toMatchObject({
      code: 'parse-failed',
      message: expect.stringContaining('memory'),
    });
    await stillWorks();
  });

  it('outlives a thread that ends itself', async () => {
    await expect(pool.run('exit', null, { signal: never })).rejects.toMatchObject({ code: 'parse-failed' });
    await stillWorks();
  });

  it('runs the tasks of the product', async () => {
    const product = createCpuPool({ maxThreads: 1 });
    try {
      const input = { name: 'a.md', bytes: Buffer.from('# One\n\nTwo words.\n') };
      const { passages } = await product.run('prepareDocument', input, { signal: never });
      expect(passages).toMatchObject([{ headings: ['One'], terms: expect.stringContaining('word') }]);
    } finally {
      await product.close();
    }
  });

  const giant = sharedData('data', 'documents', 'files', 'pdf', 'bomb-giant.pdf');
  it.skipIf(giant === undefined)('P20: reads a bomb of pictures in bounded time and memory', async () => {
    const { readFile } = await import('node:fs/promises');
    const product = createCpuPool({ maxThreads: 1, timeoutMilliseconds: 20_000 });
    try {
      const bytes = new Uint8Array(await readFile(giant ?? ''));
      const before = process.memoryUsage().rss;
      const { text } = await product.run('parseDocument', { name: 'bomb.pdf', bytes }, { signal: never });
      expect(text).toContain('GIANT JBIG2 BOMB');
      expect(process.memoryUsage().rss - before).toBeLessThan(600_000_000);
    } finally {
      await product.close();
    }
  });
});
