import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scriptedChatModel } from '../../test/fakes/scripted-chat-model.ts';
import { withEmbeddingTimeLimit, withTimeLimits } from './timed.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const limits = { firstEvent: 1_000, betweenEvents: 200, total: 5_000 };
const never = () => new Promise(() => {});

function start(model: ReturnType<typeof scriptedChatModel>, signal = new AbortController().signal) {
  return withTimeLimits(model, limits)
    .stream({ system: '', messages: [], settings: {}, signal })
    [Symbol.asyncIterator]();
}

async function rejection(promise: Promise<unknown>, milliseconds: number): Promise<unknown> {
  let outcome: unknown = 'pending';
  promise.then(
    () => {
      outcome = 'fine';
    },
    (error) => {
      outcome = error;
    },
  );
  await vi.advanceTimersByTimeAsync(milliseconds);
  return outcome;
}

describe('withTimeLimits', () => {
  it('ends a call whose first event does not come', async () => {
    const model = scriptedChatModel(() => [never()]);
    const next = start(model).next();
    expect(await rejection(next, 999)).toBe('pending');
    expect(await rejection(next, 1)).toMatchObject({ code: 'timeout' });
    expect(model.open).toBe(0);
  });

  it('ends a silence between events', async () => {
    const events = start(scriptedChatModel(() => ['a', never()]));
    await events.next();
    const next = events.next();
    expect(await rejection(next, 199)).toBe('pending');
    expect(await rejection(next, 2)).toMatchObject({ code: 'timeout' });
  });

  it('does not count the time that the reader takes', async () => {
    const events = start(scriptedChatModel(['a', 'b']));
    await events.next();
    await vi.advanceTimersByTimeAsync(4_000);
    expect((await events.next()).value).toEqual({ type: 'text-delta', delta: 'b' });
    await events.return?.();
  });

  it('ends an answer that goes on and on', async () => {
    const events = start(
      scriptedChatModel(async function* () {
        for (;;) {
          yield 'more ';
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
      }),
    );
    const reading = (async () => {
      while (!(await events.next()).done);
    })();
    expect(await rejection(reading, 4_900)).toBe('pending');
    expect(await rejection(reading, 300)).toMatchObject({ code: 'timeout' });
  });

  it("leaves no timer behind, and passes the reader's own abort through", async () => {
    const controller = new AbortController();
    const next = start(
      scriptedChatModel(() => [never()]),
      controller.signal,
    ).next();
    controller.abort(new Error('Stop.'));
    await expect(next).rejects.toThrow('Stop.');
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('withEmbeddingTimeLimit ends a request', async () => {
  const model = withEmbeddingTimeLimit(
    {
      ref: 'slow@Fake',
      dimensions: 2,
      maxInputTokens: 10,
      maxBatch: 1,
      embed: (_texts, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
      fusionWeight: async () => 0,
    },
    700,
  );
  const request = model.embed(['a'], { purpose: 'query', signal: new AbortController().signal });
  expect(await rejection(request, 701)).toMatchObject({ code: 'timeout' });
});
