import { describe, expect, it, vi } from 'vitest';
import { collect } from '../../test/collect.ts';
import { endOf, gate, never, say, three, turnScene } from '../../test/fakes/turn-scene.ts';
import type { AnswerInput } from './answer-input.ts';

describe('a turn that is not stored', () => {
  it('stops when its last reader leaves', async () => {
    const door = gate();
    const { turns, unstored, read, ready } = turnScene(async function* ({ signal }: AnswerInput) {
      yield say('one');
      await door.pass(signal);
    });
    await ready;
    const { turnId } = await turns.start(unstored('q1'));
    const second = turns.follow(turnId, { after: 0, signal: never })[Symbol.asyncIterator]();
    await second.next();
    for await (const { event } of turns.follow(turnId, { after: 0, signal: never }))
      if (event.type === 'text-delta') break;
    expect(await turns.find(turnId)).toMatchObject({ ended: false, conversationId: '' });
    await second.return?.();
    expect((await read(turnId)).at(-1)?.event).toMatchObject({
      type: 'answer-end',
      finishReason: 'cancelled',
    });
  });

  it('stops when nobody reads it, and stores nothing', async () => {
    const { turns, unstored, events, conversations, ready } = turnScene(
      async function* ({ signal }: AnswerInput) {
        yield say('one');
        await gate().pass(signal);
      },
      { firstReaderMilliseconds: 5 },
    );
    await ready;
    const { turnId } = await turns.start(unstored('q1'));
    await vi.waitFor(async () => expect(await events.open()).toEqual([]));
    expect(await conversations.messages('c')).toEqual([]);
    expect(await turns.find(turnId)).toMatchObject({ ended: true, tenantId: 't' });
  });

  it('is forgotten an hour after its end', async () => {
    let now = 1_000;
    const { turns, unstored, read, events, ready } = turnScene(three, { now: () => now });
    await ready;
    const { turnId } = await turns.start(unstored('q1'));
    await read(turnId);
    await vi.waitFor(async () => {
      now += 3_600_001;
      await turns.prune();
      expect(await turns.find(turnId)).toBeUndefined();
    });
    expect(await events.has(turnId)).toBe(false);
  });
});

describe('deleting a conversation', () => {
  it('D19: stops its turn, whose row never comes back and whose log goes', async () => {
    const door = gate();
    const { turns, request, conversations, events, ready } = turnScene(async function* ({
      signal,
    }: AnswerInput) {
      yield say('one');
      await door.pass(signal);
    });
    await ready;
    const { turnId } = await turns.start(request('q1'));
    await door.reached;
    const reading = collect(turns.follow(turnId, { after: 0, signal: never }));
    expect(await turns.removeConversation('c')).toBe(true);
    const types = (await reading).map(({ event }) => event.type);
    expect(types.slice(0, 2)).toEqual(['turn-start', 'text-delta']);
    expect(['answer-end', 'error']).toContain(types.at(-1));
    expect(await conversations.messages('c')).toEqual([]);
    expect(await turns.find(turnId)).toBeUndefined();
    expect(await events.has(turnId)).toBe(false);
    await expect(turns.start(request('q2'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('also when only the row was removed: the turn goes on to its end and leaves nothing', async () => {
    const door = gate();
    const { turns, request, conversations, events, ready } = turnScene(async function* ({
      signal,
    }: AnswerInput) {
      await door.pass(signal);
      yield endOf('text');
    });
    await ready;
    const { turnId } = await turns.start(request('q1'));
    await door.reached;
    await conversations.remove('c');
    door.open();
    await vi.waitFor(async () => expect(await events.has(turnId)).toBe(false));
    expect(await conversations.messages('c')).toEqual([]);
  });
});

it('a reader of a turn whose log is gone gets one last event made from the row', async () => {
  const { turns, request, read, events, ready } = turnScene(three);
  await ready;
  const { turnId } = await turns.start(request('q1'));
  const last = (await read(turnId)).at(-1);
  await events.remove(turnId);
  expect(await read(turnId, 3)).toEqual([last]);
  expect(await read(turnId)).toEqual([{ seq: 1, event: last?.event }]);
  expect(await read('unknown')).toEqual([
    {
      seq: 1,
      event: expect.objectContaining({
        type: 'error',
        problem: expect.objectContaining({ code: 'not-found' }),
      }),
    },
  ]);
});

describe('drain', () => {
  it('waits for what ends in time, interrupts the rest, and refuses new turns', async () => {
    const [quick, slow] = [gate(), gate()];
    const { turns, request, answerOf, ready } = turnScene(async function* ({
      signal,
      request: { question },
    }: AnswerInput) {
      yield say('text');
      await (question.id === 'quick' ? quick : slow).pass(signal);
      yield endOf('text');
    });
    await ready;
    await turns.start(request('quick'));
    await turns.start(request('slow'));
    await Promise.all([quick.reached, slow.reached]);
    const drained = turns.drain(30);
    quick.open();
    await expect(turns.start(request('late'))).rejects.toMatchObject({ code: 'store-unavailable' });
    await drained;
    expect(await answerOf('quick')).toMatchObject({ status: 'done' });
    expect(await answerOf('slow')).toMatchObject({
      status: 'interrupted',
      content: 'text',
      problem: { code: 'interrupted' },
    });
  });
});
