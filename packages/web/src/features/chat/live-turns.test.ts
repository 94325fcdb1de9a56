import { ColloquyError, type TurnEvent } from '@colloquy/client';
import { expect, test, vi } from 'vitest';
import { LiveTurns, type LiveTurnsOptions } from './live-turns.ts';

const question = { conversationId: 'c', messageId: 'm', question: 'q' };
const start: TurnEvent = {
  seq: 1,
  event: { type: 'turn-start', turnId: 't', conversationId: 'c', messageId: 'm', createdAt: 1 },
};
const trace = {
  question: 'q',
  searchText: 'q',
  model: 'm@v',
  milliseconds: {},
  searchedChunks: 0,
  vectorWeight: 0,
  sources: [],
};

function text(seq: number, delta: string): TurnEvent {
  return { seq, event: { type: 'text-delta', delta } };
}

function end(seq: number, words: string): TurnEvent {
  const answer = { text: words, reasoning: '', citations: [], sources: [] };
  const usage = { inputTokens: 1, outputTokens: 1 };
  return { seq, event: { type: 'answer-end', answer, finishReason: 'stop', usage, trace } };
}

/** A stream that is fed by the test. */
function feed() {
  const items: TurnEvent[] = [];
  let failure: Error | undefined;
  let closed = false;
  let wake = (): void => undefined;
  async function* stream(): AsyncGenerator<TurnEvent> {
    for (;;) {
      for (let next = items.shift(); next !== undefined; next = items.shift()) yield next;
      if (failure !== undefined) throw failure;
      if (closed) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    stream,
    push: (...more: TurnEvent[]) => {
      items.push(...more);
      wake();
    },
    fail: (error: Error) => {
      failure = error;
      wake();
    },
    close: () => {
      closed = true;
      wake();
    },
  };
}

function create(change: Partial<LiveTurnsOptions> = {}) {
  const source = feed();
  const stopTurn = vi.fn(async () => undefined);
  const client = { ask: source.stream, follow: source.stream, stopTurn };
  const told: string[] = [];
  const tell = (what: string) => () => void told.push(what);
  const turns = new LiveTurns({
    client,
    onLost: tell('lost'),
    onTaken: tell('taken'),
    onUnsent: tell('unsent'),
    onSignedOut: tell('signed out'),
    onEnd: async () => told.push('end') > 0,
    ...change,
  });
  return { turns, source, stopTurn, told };
}

test('a question is shown before the server has answered, then its text grows', async () => {
  const { turns, source } = create();
  turns.ask(question);
  expect(turns.snapshot()).toMatchObject([{ messageId: 'm', state: { status: 'running', seq: 0 } }]);
  source.push(start, text(2, 'one '), text(3, 'two'));
  await vi.waitFor(() => expect(turns.snapshot()[0]?.state.answer.text).toBe('one two'));
});

test('an ended turn is forgotten when the conversation has been loaded anew', async () => {
  let loaded = (_stored: boolean): void => undefined;
  const load = new Promise<boolean>((resolve) => {
    loaded = resolve;
  });
  const { turns, source } = create({ onEnd: () => load });
  turns.ask(question);
  source.push(start, end(2, 'done'));
  source.close();
  await vi.waitFor(() => expect(turns.snapshot()[0]?.state.status).toBe('done'));
  loaded(true);
  await vi.waitFor(() => expect(turns.snapshot()).toEqual([]));
});

test('an ended turn stays when the conversation could not be loaded', async () => {
  const onEnd = vi.fn(async () => Promise.reject(new Error('offline')));
  const { turns, source } = create({ onEnd });
  turns.ask(question);
  source.push(start, end(2, 'done'));
  source.close();
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalled());
  expect(turns.snapshot()[0]?.state.answer.text).toBe('done');
});

test('an ended turn stays when what was loaded is older than its end', async () => {
  const onEnd = vi.fn(async () => false);
  const { turns, source } = create({ onEnd });
  turns.ask(question);
  source.push(start, end(2, 'done'));
  source.close();
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalled());
  await onEnd.mock.results[0]?.value;
  expect(turns.snapshot()[0]?.state.status).toBe('done');
});

test('Stop before the turn has a number is sent as soon as it has one', async () => {
  const { turns, source, stopTurn } = create();
  turns.ask(question);
  turns.stop('c', 'm');
  expect(stopTurn).not.toHaveBeenCalled();
  source.push(start);
  await vi.waitFor(() => expect(stopTurn).toHaveBeenCalledWith('t'));
});

test('a refused question stays with its reason, and its text is kept', async () => {
  const told: string[] = [];
  const { turns, source } = create({
    onUnsent: () => told.push('unsent'),
    onSignedOut: () => told.push('signed out'),
    onEnd: async () => told.push('end') < 0,
  });
  turns.ask(question);
  source.fail(new ColloquyError(401, { code: 'unauthenticated', message: 'Sign in.', retryable: false }));
  await vi.waitFor(() => expect(told).toEqual(['unsent', 'signed out', 'end']));
  expect(turns.snapshot()[0]?.state).toMatchObject({ status: 'failed', problem: { message: 'Sign in.' } });
});

test('a turn whose connection did not come back can be taken up again', async () => {
  const { turns, source } = create({ onEnd: () => Promise.reject(new Error('offline')) });
  turns.ask(question);
  source.push(start, text(2, 'one'));
  source.fail(new ColloquyError(0, { code: 'unreachable', message: 'Gone.', retryable: true }));
  await vi.waitFor(() => expect(turns.snapshot()[0]?.state.status).toBe('failed'));
  expect(turns.snapshot()[0]?.state.answer.text).toBe('one');
  expect(turns.isReading('c', 'm')).toBe(false);
});
