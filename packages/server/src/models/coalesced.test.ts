import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { collect } from '../../test/collect.ts';
import type { ModelEvent } from '../ports/chat-model.ts';
import { coalesce } from './coalesced.ts';

const END: ModelEvent = { type: 'end', finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } };
const text = (delta: string): ModelEvent => ({ type: 'text-delta', delta });
const thought = (delta: string): ModelEvent => ({ type: 'reasoning-delta', delta });
const never = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A model that says what it is told to, when it is told to. */
function puppet() {
  const queue: ModelEvent[] = [];
  let wake: (() => void) | undefined;
  let failure: Error | undefined;
  let returned = 0;
  const events: AsyncIterable<ModelEvent> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        while (queue.length === 0) {
          if (failure) throw failure;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        const value = queue.shift();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      async return() {
        returned += 1;
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    events,
    say(...said: ModelEvent[]) {
      queue.push(...said);
      wake?.();
    },
    fail(error: Error) {
      failure = error;
      wake?.();
    },
    get returned() {
      return returned;
    },
  };
}

it('gives the first delta at once, then one batch every 40 ms at most', async () => {
  const model = puppet();
  const batches = coalesce(model.events, { signal: never })[Symbol.asyncIterator]();
  const first = batches.next();
  model.say(text('a'));
  expect((await first).value).toEqual(text('a'));
  let second: unknown;
  const waiting = batches.next().then(({ value }) => {
    second = value;
  });
  model.say(text('b'), text('c'));
  await vi.advanceTimersByTimeAsync(39);
  expect(second).toBeUndefined();
  model.say(text('d'));
  await vi.advanceTimersByTimeAsync(1);
  await waiting;
  expect(second).toEqual(text('bcd'));
});

it('gives a delta at once after a pause', async () => {
  const model = puppet();
  const batches = coalesce(model.events, { signal: never })[Symbol.asyncIterator]();
  model.say(text('a'));
  await batches.next();
  const next = batches.next();
  await vi.advanceTimersByTimeAsync(500);
  model.say(text('b'));
  expect((await next).value).toEqual(text('b'));
});

it('does not wait with the end', async () => {
  const model = puppet();
  model.say(text('a'), text('b'), END);
  const all: ModelEvent[] = [];
  for await (const event of coalesce(model.events, { signal: never })) {
    all.push(event);
    if (event.type === 'end') break;
  }
  expect(all.at(-1)).toEqual(END);
  expect(model.returned).toBe(1);
});

it('passes a failure on, behind what came before it', async () => {
  const model = puppet();
  model.say(text('a'));
  model.fail(new Error('down'));
  const seen: ModelEvent[] = [];
  const reading = (async () => {
    for await (const event of coalesce(model.events, { signal: never })) seen.push(event);
  })();
  await expect(reading).rejects.toThrow('down');
  expect(seen).toEqual([text('a')]);
});

it('wakes from a model that does not listen to the abort: what came is given out, then it throws', async () => {
  const model = puppet();
  const controller = new AbortController();
  const batches = coalesce(model.events, { signal: controller.signal })[Symbol.asyncIterator]();
  model.say(text('a'));
  await batches.next();
  const next = batches.next();
  model.say(text('b'));
  await vi.advanceTimersByTimeAsync(1);
  controller.abort(new Error('stopped'));
  expect((await next).value).toEqual(text('b'));
  await expect(batches.next()).rejects.toThrow('stopped');
  expect(model.returned).toBe(1);
});

it('lets the model go when its reader leaves', async () => {
  const model = puppet();
  model.say(text('a'));
  for await (const _ of coalesce(model.events, { signal: never })) break;
  expect(model.returned).toBe(1);
});

it('reads no further than a bounded buffer ahead of a slow reader', async () => {
  let said = 0;
  async function* chatter(): AsyncGenerator<ModelEvent> {
    for (; said < 10_000; said++) yield text('x'.repeat(1024));
    yield END;
  }
  const batches = coalesce(chatter(), { signal: never })[Symbol.asyncIterator]();
  await batches.next();
  await vi.advanceTimersByTimeAsync(100);
  for (let turn = 0; turn < 5_000; turn++) await Promise.resolve();
  expect(said).toBeLessThan(300);
  await batches.return?.(undefined);
});

it('changes neither text nor reasoning nor their order', async () => {
  vi.useRealTimers();
  const said = fc.array(fc.record({ thinks: fc.boolean(), delta: fc.string({ minLength: 1 }) }));
  await fc.assert(
    fc.asyncProperty(said, async (steps) => {
      async function* model(): AsyncGenerator<ModelEvent> {
        for (const { thinks, delta } of steps) yield thinks ? thought(delta) : text(delta);
        yield END;
      }
      const events = await collect(coalesce(model(), { signal: never, milliseconds: 0 }));
      expect(flat(events)).toEqual(
        flat([...steps.map(({ thinks, delta }) => (thinks ? thought(delta) : text(delta))), END]),
      );
    }),
    { numRuns: 100 },
  );
});

/** Neighbouring deltas of one kind joined. */
function flat(events: readonly ModelEvent[]): string[] {
  const parts: string[] = [];
  let kind = '';
  for (const event of events) {
    const said = 'delta' in event ? event.delta : '';
    if (event.type === kind) parts[parts.length - 1] += said;
    else parts.push(said);
    kind = event.type;
  }
  return parts;
}
