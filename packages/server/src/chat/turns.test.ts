import { describe, expect, it } from 'vitest';
import { collect } from '../../test/collect.ts';
import { endOf, gate, never, say, three, turnScene } from '../../test/fakes/turn-scene.ts';
import { createMemoryEventLog } from '../adapters/memory/event-log.ts';
import { AppError } from '../domain/errors.ts';
import type { AnswerInput } from './answer-input.ts';

describe('a turn ends', () => {
  it('complete: the row is written, and the last event is the last', async () => {
    const { turns, request, read, answerOf, ready } = turnScene(three);
    await ready;
    const { turnId, joined } = await turns.start(request('q1'));
    const events = await read(turnId);
    expect(joined).toBe(false);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(events.map(({ event }) => event.type)).toEqual([
      'turn-start',
      'text-delta',
      'text-delta',
      'answer-end',
    ]);
    expect(await answerOf('q1')).toMatchObject({
      status: 'done',
      content: 'one two',
      turnId,
      alternative: 0,
      finishReason: 'stop',
      usage: { outputTokens: 2 },
    });
    expect(await turns.find(turnId)).toMatchObject({
      tenantId: 't',
      conversationId: 'c',
      messageId: 'q1',
      ended: true,
    });
  });

  it('failing midway: one error event, the partial text kept, without the text of the error', async () => {
    const { turns, request, read, answerOf, ready } = turnScene(async function* () {
      yield say('half');
      throw new AppError('model-quota', 'The provider has had enough.');
    });
    await ready;
    const { turnId } = await turns.start(request('q1'));
    expect((await read(turnId)).at(-1)?.event).toEqual({
      type: 'error',
      problem: { code: 'model-quota', message: 'The provider has had enough.', retryable: true },
      partial: { text: 'half', reasoning: '', citations: [], references: [] },
    });
    expect(await answerOf('q1')).toMatchObject({
      status: 'failed',
      content: 'half',
      problem: { code: 'model-quota' },
    });
  });

  it('failing in a way that nobody foresaw: a fixed sentence for the reader, the error for the log', async () => {
    const { turns, request, read, errors, ready } = turnScene(async function* () {
      yield say('half');
      throw new Error('secret /etc/passwd');
    });
    await ready;
    const { turnId } = await turns.start(request('q1'));
    const events = await read(turnId);
    expect(events.at(-1)?.event).toMatchObject({ type: 'error', problem: { code: 'internal' } });
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(errors).toHaveLength(1);
  });

  it('an answer that stops without an end counts as failed', async () => {
    const { turns, request, read, ready } = turnScene(async function* () {
      yield say('half');
    });
    await ready;
    const { turnId } = await turns.start(request('q1'));
    expect((await read(turnId)).at(-1)?.event).toMatchObject({
      type: 'error',
      problem: { code: 'internal' },
    });
  });

  it('stopped: the provider is aborted at once, the text so far is kept', async () => {
    const door = gate();
    let aborted = false;
    const { turns, request, read, answerOf, ready } = turnScene(async function* ({
      signal,
      trace,
    }: AnswerInput) {
      trace.model = 'm@f';
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      yield say('so far');
      await door.pass(signal);
    });
    await ready;
    const { turnId } = await turns.start(request('q1'));
    await door.reached;
    expect((await turns.soFar(turnId))?.text).toBe('so far');
    expect(await turns.stop(turnId)).toBe(true);
    expect(aborted).toBe(true);
    expect(await answerOf('q1')).toMatchObject({
      status: 'stopped',
      content: 'so far',
      finishReason: 'cancelled',
    });
    expect((await read(turnId)).at(-1)?.event).toMatchObject({
      type: 'answer-end',
      finishReason: 'cancelled',
      answer: { text: 'so far' },
      usage: { outputTokens: 6 },
      trace: { model: 'm@f' },
    });
    expect(await turns.stop(turnId)).toBe(false);
  });

  it('stopped, though a stage does not listen: after the grace it ends without it', async () => {
    const reached = Promise.withResolvers<void>();
    const { turns, request, answerOf, ready } = turnScene(async function* () {
      yield say('so far');
      reached.resolve();
      await new Promise(() => {});
    });
    await ready;
    const { turnId } = await turns.start(request('q1'));
    await reached.promise;
    await turns.stop(turnId);
    expect(await answerOf('q1')).toMatchObject({ status: 'stopped', content: 'so far' });
  });

  it('without its reader: leaving ends the reading only', async () => {
    const door = gate();
    const { turns, request, read, answerOf, ready } = turnScene(async function* ({ signal }: AnswerInput) {
      yield say('one ');
      await door.pass(signal);
      yield say('two');
      yield endOf('one two');
    });
    await ready;
    const { turnId } = await turns.start(request('q1'));
    for await (const { event } of turns.follow(turnId, { after: 0, signal: never }))
      if (event.type === 'text-delta') break;
    await door.reached;
    expect(await answerOf('q1')).toMatchObject({ status: 'running' });
    door.open();
    await read(turnId);
    expect(await answerOf('q1')).toMatchObject({ status: 'done', content: 'one two' });
  });
});

describe('P1: question and answer are never lost', () => {
  it('both are stored before the model is asked', async () => {
    let stored: unknown;
    const { turns, request, read, conversations, ready } = turnScene(async function* () {
      stored = await conversations.messages('c');
      yield endOf('');
    });
    await ready;
    await read((await turns.start(request('q1'))).turnId);
    expect(stored).toMatchObject([
      { role: 'user', id: 'q1', content: 'question q1' },
      { role: 'assistant', id: 'q1', status: 'running', content: '' },
    ]);
  });

  it('a reader that comes back gets what it has not seen, and nothing twice', async () => {
    const { turns, request, read, ready } = turnScene(three);
    await ready;
    const { turnId } = await turns.start(request('q1'));
    const all = await read(turnId);
    for (let after = 0; after < all.length; after++)
      expect(await read(turnId, after)).toEqual(all.slice(after));
  });

  it('stopped at any place, the row holds at least what a reader saw', async () => {
    for (let at = 0; at < 20; at++) {
      const { turns, request, answerOf, ready } = turnScene(async function* ({ signal }: AnswerInput) {
        for (let word = 0; word < 20; word++) {
          signal.throwIfAborted();
          yield say(`w${word} `);
          await new Promise((resolve) => setImmediate(resolve));
        }
        yield endOf('end');
      });
      await ready;
      const { turnId } = await turns.start(request('q1'));
      let seen = '';
      for await (const { event } of turns.follow(turnId, { after: 0, signal: never })) {
        if (event.type === 'text-delta') seen += event.delta;
        if (seen.split(' ').length > at) break;
      }
      await turns.stop(turnId);
      expect(
        (await answerOf('q1'))?.content.startsWith(seen) || (await answerOf('q1'))?.status === 'done',
      ).toBe(true);
    }
  });

  it('a log that refuses an event ends the turn with what it has', async () => {
    const events = createMemoryEventLog();
    const { turns, request, answerOf, errors, ready } = turnScene(three, {
      events: {
        ...events,
        append: async (turnId, event) => {
          if (event.type === 'text-delta') throw new AppError('store-unavailable', 'The disk is full.');
          return events.append(turnId, event);
        },
      },
    });
    await ready;
    const { turnId } = await turns.start(request('q1'));
    const last = (await collect(turns.follow(turnId, { after: 0, signal: never }))).at(-1)?.event;
    expect(last).toMatchObject({ type: 'error', problem: { code: 'store-unavailable' } });
    expect(await answerOf('q1')).toMatchObject({ status: 'failed', problem: { code: 'store-unavailable' } });
    expect(errors).toHaveLength(1);
  });

  it('a question whose first event cannot be logged is refused, and its row says so', async () => {
    const events = createMemoryEventLog();
    const failing = {
      ...events,
      append: () => Promise.reject(new AppError('store-unavailable', 'The disk is full.')),
    };
    const { turns, request, answerOf, ready } = turnScene(three, { events: failing });
    await ready;
    await expect(turns.start(request('q1'))).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await answerOf('q1')).toMatchObject({ status: 'failed' });
  });
});
