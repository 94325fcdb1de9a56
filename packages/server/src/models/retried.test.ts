import { describe, expect, it } from 'vitest';
import { collect } from '../../test/collect.ts';
import { type Script, scriptedChatModel } from '../../test/fakes/scripted-chat-model.ts';
import { AppError } from '../domain/errors.ts';
import { withChatRetries, withEmbeddingRetries } from './retried.ts';
import type { RetryPolicy } from './retry-policy.ts';

function policy(change: Partial<RetryPolicy> = {}) {
  const waits: number[] = [];
  let now = 0;
  const made: RetryPolicy = {
    attempts: 3,
    firstDelayMilliseconds: 100,
    budgetMilliseconds: 10_000,
    random: () => 0.5,
    now: () => now,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
    ...change,
  };
  return { waits, made };
}

const busy = (retryAfterMilliseconds?: number) =>
  new AppError(
    'rate-limited',
    'Busy.',
    retryAfterMilliseconds === undefined ? {} : { retryAfterMilliseconds },
  );

function ask(script: Script, retries: RetryPolicy, signal = new AbortController().signal) {
  const model = scriptedChatModel(script);
  const call = { system: '', messages: [], settings: {}, signal };
  return { model, events: collect(withChatRetries(model, retries).stream(call)) };
}

describe('withChatRetries', () => {
  it('tries again before the first event, waiting longer each time', async () => {
    const { waits, made } = policy();
    const { model, events } = ask((_call, index) => (index < 2 ? [busy()] : ['a']), made);
    expect((await events).map((event) => event.type)).toEqual(['text-delta', 'end']);
    expect(model.calls).toHaveLength(3);
    expect(waits).toEqual([50, 100]);
  });

  it('waits as long as the provider says, but not past its budget', async () => {
    const { waits, made } = policy();
    await ask((_call, index) => (index < 1 ? [busy(7_000)] : ['a']), made).events;
    expect(waits).toEqual([7_000]);
    await expect(ask([busy(11_000)], made).events).rejects.toThrow('Busy.');
  });

  it('gives up after the last try, with the last error', async () => {
    const { model, events } = ask([busy()], policy().made);
    await expect(events).rejects.toThrow('Busy.');
    expect(model.calls).toHaveLength(3);
  });

  it.each([
    new AppError('model-auth', 'No.'),
    new AppError('model-quota', 'No.', { retryable: true }),
    new AppError('model-unavailable', 'No.', { retryable: false }),
    new Error('A bug.'),
  ])('does not repeat what would fail again: %s', async (error) => {
    const { model, events } = ask([error], policy().made);
    await expect(events).rejects.toBe(error);
    expect(model.calls).toHaveLength(1);
  });

  it('never repeats an answer that has begun', async () => {
    const { model, events } = ask(['a', busy()], policy().made);
    await expect(events).rejects.toThrow('Busy.');
    expect(model.calls).toHaveLength(1);
  });

  it('stops waiting when it is aborted', async () => {
    const controller = new AbortController();
    const { made } = policy({
      wait: async () => {
        controller.abort(new Error('Stop.'));
        throw new Error('woken');
      },
    });
    const { model, events } = ask([busy()], made, controller.signal);
    await expect(events).rejects.toThrow('Stop.');
    expect(model.calls).toHaveLength(1);
  });

  it('does not multiply the load of a provider that is down', async () => {
    const model = scriptedChatModel([busy()]);
    const retried = withChatRetries(model, policy().made);
    const call = { system: '', messages: [], settings: {}, signal: new AbortController().signal };
    for (let count = 0; count < 100; count += 1)
      await expect(collect(retried.stream(call))).rejects.toThrow();
    expect(model.calls.length).toBeLessThanOrEqual(110);
  });
});

it('withEmbeddingRetries tries again', async () => {
  let tries = 0;
  const model = withEmbeddingRetries(
    {
      ref: 'flaky@Fake',
      dimensions: 1,
      maxInputTokens: 1,
      maxBatch: 1,
      embed: async () => {
        tries += 1;
        if (tries === 1) throw busy();
        return { vectors: [], usage: { inputTokens: 1, outputTokens: 0 } };
      },
      fusionWeight: async () => 0,
    },
    policy().made,
  );
  await model.embed(['a'], { purpose: 'query', signal: new AbortController().signal });
  expect(tries).toBe(2);
});
