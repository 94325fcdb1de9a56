import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Arrivals } from './arrivals.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.runAllTicks();
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
});

const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** Takes once, and tells whether it has come. */
function taking(arrivals: Arrivals) {
  const state: { text?: string | undefined; error?: unknown; settled: boolean } = { settled: false };
  void arrivals.take().then(
    (bytes) => Object.assign(state, { settled: true, text: bytes?.toString() }),
    (error: unknown) => Object.assign(state, { settled: true, error }),
  );
  return state;
}

it('gives the first packet at once, then what has gathered when it is time', async () => {
  const body = new PassThrough();
  const arrivals = new Arrivals(body);
  const first = taking(arrivals);
  body.write('a');
  await breathe();
  expect(first).toEqual({ settled: true, text: 'a' });

  const second = taking(arrivals);
  body.write('b');
  await breathe();
  body.write('c');
  await breathe();
  vi.advanceTimersByTime(31);
  await breathe();
  expect(second.settled).toBe(false);
  vi.advanceTimersByTime(17);
  await breathe();
  expect(second).toEqual({ settled: true, text: 'bc' });
});

it('gives a packet at once when the time for it has passed', async () => {
  const body = new PassThrough();
  const arrivals = new Arrivals(body);
  body.write('a');
  await arrivals.take();
  vi.advanceTimersByTime(48);
  const late = taking(arrivals);
  body.write('b');
  await breathe();
  expect(late).toEqual({ settled: true, text: 'b' });
});

it('does not wait at the end, and loses nothing to an error', async () => {
  const ended = new PassThrough();
  const whole = new Arrivals(ended);
  ended.write('a');
  await whole.take();
  ended.end('b');
  await breathe();
  expect(String(await whole.take())).toBe('b');
  expect(await whole.take()).toBeUndefined();

  const broken = new PassThrough();
  const half = new Arrivals(broken);
  broken.write('a');
  await half.take();
  broken.write('b');
  await breathe();
  broken.destroy(new Error('Gone.'));
  await breathe();
  expect(String(await half.take())).toBe('b');
  await expect(half.take()).rejects.toThrow('Gone.');
});

it('holds the provider back when nobody takes', async () => {
  const body = new PassThrough();
  const arrivals = new Arrivals(body);
  const packet = 'x'.repeat(16 * 1024);
  for (let count = 0; count < 20; count += 1) {
    body.write(packet);
    await breathe();
  }
  expect(body.isPaused()).toBe(true);
  expect((await arrivals.take())?.length).toBe(5 * packet.length);
  await breathe();
  expect(body.isPaused()).toBe(true);
  let rest = 0;
  while (rest < 15 * packet.length) {
    rest += (await arrivals.take())?.length ?? Number.POSITIVE_INFINITY;
    await breathe();
  }
  expect(rest).toBe(15 * packet.length);
});
