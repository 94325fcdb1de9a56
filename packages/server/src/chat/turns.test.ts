import { afterEach, describe, expect, it, vi } from 'vitest';
import { collect } from '../../test/collect.ts';
import { createMemoryEventLog } from '../adapters/memory/event-log.ts';
import { createMemoryRepositories } from '../adapters/memory/repositories.ts';
import type { Authorized } from '../domain/access.ts';
import { authorize } from '../domain/access.ts';
import type { ChatEvent } from '../domain/chat-event.ts';
import type { AnswerMessage, Conversation } from '../domain/conversation.ts';
import type { Dialog } from '../domain/dialog.ts';
import { AppError } from '../domain/errors.ts';
import type { Logged } from '../ports/event-log.ts';
import type { AnswerInput } from './answer-input.ts';
import type { TurnRequest } from './turn-request.ts';
import { createTurns, type TurnsOptions } from './turns.ts';

const principal = { userId: 't', tenantId: 't', via: 'session' as const };
const dialog: Authorized<Dialog> = authorize(principal, 'ask', 'dialog', {
  id: 'dialog',
  tenantId: 't',
  name: 'D',
  description: '',
  knowledgeBaseIds: [],
  searchEverything: false,
  question: { rewriteFollowUps: false, translateInto: [], addKeywords: false },
  retrieval: { topN: 6, candidates: 100, minimumScore: 0.1 },
  prompt: { system: '', opener: '', variables: [] },
  model: { settings: {} },
  answer: { cite: true },
  createdAt: 0,
  updatedAt: 0,
});

const never = new AbortController().signal;
const say = (delta: string): ChatEvent => ({ type: 'text-delta', delta });

function endOf(text: string): ChatEvent {
  return {
    type: 'answer-end',
    answer: { text, reasoning: '', citations: [], references: [] },
    finishReason: 'stop',
    usage: { inputTokens: 3, outputTokens: 2 },
    trace: {
      question: 'q',
      searchText: 'q',
      model: 'm@f',
      milliseconds: {},
      searchedChunks: 0,
      vectorWeight: 0,
      sources: [],
    },
  };
}

/** A gate in an answer: it says when it is reached, and waits until it is opened or the signal aborts. */
function gate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: opened.resolve,
    async pass(signal: AbortSignal): Promise<void> {
      reached.resolve();
      const aborted = Promise.withResolvers<never>();
      const abort = () => aborted.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      await Promise.race([opened.promise, aborted.promise]);
    },
  };
}

function setUp(answer: TurnsOptions['answer'], options: Partial<TurnsOptions> = {}) {
  const repositories = options.repositories ?? createMemoryRepositories();
  const events = options.events ?? createMemoryEventLog();
  const errors: unknown[] = [];
  const turns = createTurns({
    answer,
    events,
    repositories,
    countTokens: (text) => text.length,
    onError: (error) => errors.push(error),
    graceMilliseconds: 20,
    ...options,
  });
  const { conversations } = repositories;
  const conversation: Conversation = {
    id: 'c',
    tenantId: 't',
    userId: 't',
    dialogId: 'dialog',
    name: 'C',
    opener: '',
    createdAt: 0,
    updatedAt: 0,
  };
  const request = (id: string, text = `question ${id}`, more: Partial<TurnRequest> = {}): TurnRequest => ({
    tenantId: 't',
    userId: 't',
    dialog,
    conversation: authorize(principal, 'ask', 'conversation', conversation),
    question: { id, text },
    ...more,
  });
  const unstored = (id: string): TurnRequest => {
    const { conversation: _, ...rest } = request(id);
    return rest;
  };
  const read = (turnId: string, after = 0): Promise<Logged[]> =>
    collect(turns.follow(turnId, { after, signal: never }));
  const answerOf = async (id: string): Promise<AnswerMessage | undefined> =>
    (await conversations.answers('c', id)).at(-1);
  return {
    turns,
    events,
    conversations,
    repositories,
    request,
    unstored,
    read,
    answerOf,
    errors,
    conversation,
    ready: conversations.save(conversation),
  };
}

async function* three(): AsyncGenerator<ChatEvent> {
  yield say('one ');
  yield say('two');
  yield endOf('one two');
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a turn ends', () => {
  it('complete: the row is written, and the last event is the last', async () => {
    const { turns, request, read, answerOf, ready } = setUp(three);
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
    const { turns, request, read, answerOf, ready } = setUp(async function* () {
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
    const { turns, request, read, errors, ready } = setUp(async function* () {
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
    const { turns, request, read, ready } = setUp(async function* () {
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
    const { turns, request, read, answerOf, ready } = setUp(async function* ({ signal, trace }: AnswerInput) {
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
    const { turns, request, answerOf, ready } = setUp(async function* () {
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
    const { turns, request, read, answerOf, ready } = setUp(async function* ({ signal }: AnswerInput) {
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
    const { turns, request, read, conversations, ready } = setUp(async function* () {
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
    const { turns, request, read, ready } = setUp(three);
    await ready;
    const { turnId } = await turns.start(request('q1'));
    const all = await read(turnId);
    for (let after = 0; after < all.length; after++)
      expect(await read(turnId, after)).toEqual(all.slice(after));
  });

  it('stopped at any place, the row holds at least what a reader saw', async () => {
    for (let at = 0; at < 20; at++) {
      const { turns, request, answerOf, ready } = setUp(async function* ({ signal }: AnswerInput) {
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
    const { turns, request, answerOf, errors, ready } = setUp(three, {
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
    expect(last?.type === 'error' || last?.type === 'answer-end').toBe(true);
    expect((await answerOf('q1'))?.status).not.toBe('running');
    expect(errors.length).toBeLessThanOrEqual(1);
  });

  it('a question whose first event cannot be logged is refused, and its row says so', async () => {
    const events = createMemoryEventLog();
    const failing = {
      ...events,
      append: () => Promise.reject(new AppError('store-unavailable', 'The disk is full.')),
    };
    const { turns, request, answerOf, ready } = setUp(three, { events: failing });
    await ready;
    await expect(turns.start(request('q1'))).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await answerOf('q1')).toMatchObject({ status: 'failed' });
  });
});

describe('repeats', () => {
  it('the same question while its turn runs joins it', async () => {
    const door = gate();
    const { turns, request, read, conversations, ready } = setUp(async function* ({ signal }: AnswerInput) {
      await door.pass(signal);
      yield endOf('');
    });
    await ready;
    const [first, second] = await Promise.all([turns.start(request('q1')), turns.start(request('q1'))]);
    await door.reached;
    const third = await turns.start(request('q1'));
    expect([second.turnId, third.turnId]).toEqual([first.turnId, first.turnId]);
    expect([first.joined, second.joined, third.joined]).toEqual([false, true, true]);
    door.open();
    await read(first.turnId);
    expect(await conversations.messages('c')).toHaveLength(2);
  });

  it('asked again at the moment of the last event it is a new alternative; later messages stay', async () => {
    const histories: unknown[] = [];
    const { turns, request, read, conversations, ready } = setUp(async function* ({
      history,
      request: { question },
    }) {
      histories.push(history.map(({ content }) => content));
      yield endOf(`answer to ${question.text}`);
    });
    await ready;
    await read((await turns.start(request('q1'))).turnId);
    await read((await turns.start(request('q2'))).turnId);
    for await (const { event } of turns.follow((await turns.start(request('q1', 'changed'))).turnId, {
      after: 0,
      signal: never,
    })) {
      if (event.type === 'answer-end') expect((await turns.start(request('q1'))).joined).toBe(false);
    }
    await vi.waitFor(async () =>
      expect((await conversations.answers('c', 'q1')).map(({ status }) => status)).toEqual([
        'done',
        'done',
        'done',
      ]),
    );
    expect((await conversations.answers('c', 'q1')).map(({ alternative }) => alternative)).toEqual([0, 1, 2]);
    expect((await conversations.messages('c')).map(({ id }) => id)).toEqual([
      'q1',
      'q1',
      'q1',
      'q1',
      'q2',
      'q2',
    ]);
    // The stored question wins, and it is asked on the history before it.
    expect((await conversations.answers('c', 'q1'))[1]?.content).toBe('answer to question q1');
    expect(histories).toEqual([[], ['question q1', 'answer to question q1'], [], []]);
  });

  it('P7: twenty questions at once are all stored and answered, each on the history as it was', async () => {
    const door = gate();
    const histories: number[] = [];
    const { turns, request, read, conversations, ready } = setUp(async function* ({
      history,
      signal,
      request: { question },
    }) {
      histories.push(history.length);
      if (question.id !== 'first') await door.pass(signal);
      yield endOf(`answer ${question.id}`);
    });
    await ready;
    await read((await turns.start(request('first'))).turnId);
    const started = await Promise.all(
      Array.from({ length: 20 }, (_, index) => turns.start(request(`q${index}`))),
    );
    door.open();
    await Promise.all(started.map(({ turnId }) => read(turnId)));
    const messages = await conversations.messages('c');
    expect(messages.filter(({ role }) => role === 'user')).toHaveLength(21);
    expect(
      messages.filter((message) => message.role === 'assistant' && message.status === 'done'),
    ).toHaveLength(21);
    expect(histories).toEqual([0, ...Array.from({ length: 20 }, () => 2)]);
  });
});

describe('history that the client brings', () => {
  it('is stored once, unknown messages only, and reaches the model', async () => {
    const seen: string[][] = [];
    const { turns, request, read, conversations, ready } = setUp(async function* ({
      history,
      request: { question },
    }) {
      seen.push(history.map(({ content }) => content));
      yield endOf(`answer ${question.id}`);
    });
    await ready;
    const history = [
      { role: 'assistant' as const, content: 'Hello!' },
      { role: 'user' as const, content: 'old question', id: 'old' },
      { role: 'assistant' as const, content: 'old answer', id: 'old' },
      { role: 'user' as const, content: 'nameless' },
      { role: 'assistant' as const, content: 'its answer' },
    ];
    await read((await turns.start(request('q1', 'new', { history }))).turnId);
    const more = [
      ...history,
      { role: 'user' as const, content: 'new', id: 'q1' },
      { role: 'assistant' as const, content: 'forged', id: 'q1' },
    ];
    await read((await turns.start(request('q2', 'newer', { history: more }))).turnId);
    expect(seen).toEqual([
      ['old question', 'old answer', 'nameless', 'its answer'],
      ['old question', 'old answer', 'nameless', 'its answer', 'new', 'answer q1'],
    ]);
    expect(await conversations.messages('c')).toHaveLength(8);
  });
});

describe('a turn that is not stored', () => {
  it('stops when its last reader leaves', async () => {
    const door = gate();
    const { turns, unstored, read, ready } = setUp(async function* ({ signal }: AnswerInput) {
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
    const { turns, unstored, events, conversations, ready } = setUp(
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
    const { turns, unstored, read, events, ready } = setUp(three, { now: () => now });
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
    const { turns, request, conversations, events, ready } = setUp(async function* ({ signal }: AnswerInput) {
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
    const { turns, request, conversations, events, ready } = setUp(async function* ({ signal }: AnswerInput) {
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
  const { turns, request, read, events, ready } = setUp(three);
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
    const { turns, request, answerOf, ready } = setUp(async function* ({
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
