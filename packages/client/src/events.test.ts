import type { ChatEvent } from '@colloquy/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { type Cut, type CuttingServer, startCuttingServer } from '../test/cutting-server.ts';
import { createClient } from './client.ts';
import type { TurnEvent } from './event-stream.ts';

const answer = { text: 'one two three', reasoning: '', citations: [], sources: [] };
const trace = {
  question: 'q',
  searchText: 'q',
  model: 'm@v',
  milliseconds: {},
  searchedChunks: 0,
  vectorWeight: 0,
  sources: [],
};
const events: readonly ChatEvent[] = [
  { type: 'turn-start', turnId: 't1', conversationId: 'c1', messageId: 'm1', createdAt: 1 },
  { type: 'stage-start', stage: 'retrieve' },
  { type: 'text-delta', delta: 'one ' },
  { type: 'text-delta', delta: 'zwei\u2028\n' },
  { type: 'text-delta', delta: 'three' },
  {
    type: 'answer-end',
    answer,
    finishReason: 'stop',
    usage: { inputTokens: 1, outputTokens: 1 },
    trace,
  },
];
const question = { conversationId: 'c1', messageId: 'm1', question: 'q' };
const numbered = events.map((event, index) => ({ seq: index + 1, event }));

const open: CuttingServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function serverWith(cuts: readonly Cut[], script = events): Promise<CuttingServer> {
  const server = await startCuttingServer(script, cuts);
  open.push(server);
  return server;
}

async function collect(stream: AsyncIterable<TurnEvent>): Promise<TurnEvent[]> {
  const seen: TurnEvent[] = [];
  for await (const item of stream) seen.push(item);
  return seen;
}

describe('a reader of a turn', () => {
  for (const midEvent of [false, true]) {
    for (let after = 0; after < events.length; after++) {
      test(`gets every event once when cut after ${after}${midEvent ? ' and a half' : ''}`, async () => {
        const server = await serverWith([{ after, midEvent }]);
        expect(await collect(createClient({ baseUrl: server.url }).ask(question))).toEqual(numbered);
        expect(server.turns).toHaveLength(1);
        expect(server.requests).toEqual(['POST /turns', `GET /turns/t1/events after ${after}`]);
      });
    }
  }

  test('gets every event once when each connection gives one event', async () => {
    const server = await serverWith(events.map(() => ({ after: 1 })));
    expect(await collect(createClient({ baseUrl: server.url }).follow('t1'))).toEqual(numbered);
    expect(server.requests).toHaveLength(events.length);
  });

  test('drops what a server sends a second time', async () => {
    const server = await serverWith([{ after: 3 }, { replayFrom: 1 }]);
    expect(await collect(createClient({ baseUrl: server.url }).ask(question))).toEqual(numbered);
  });

  test('asks again for events that were left out', async () => {
    const server = await serverWith([{ replayFrom: 3 }]);
    expect(await collect(createClient({ baseUrl: server.url }).follow('t1'))).toEqual(numbered);
  });

  test('goes on after the events that it knows', async () => {
    const server = await serverWith([]);
    const client = createClient({ baseUrl: server.url });
    expect(await collect(client.follow('t1', { after: 4 }))).toEqual(numbered.slice(4));
  });

  test('accepts the one last event of a turn whose log is gone', async () => {
    const last = events.slice(-1);
    const server = await serverWith([{ replayFrom: 1 }], last);
    const seen = await collect(createClient({ baseUrl: server.url }).follow('t1', { after: 4 }));
    expect(seen).toEqual([{ seq: 1, event: last[0] }]);
  });

  test('finds its turn when the answer to the question was lost', async () => {
    const server = await serverWith([{ beforeHead: true }]);
    expect(await collect(createClient({ baseUrl: server.url }).ask(question))).toEqual(numbered);
    expect(server.turns).toHaveLength(1);
  });

  test('sends a lost question again when only the answer before it is there', async () => {
    const server = await serverWith([{ beforeHead: true }]);
    const client = createClient({ baseUrl: server.url });
    expect(await collect(client.ask(question, { previousTurnId: 't1' }))).toEqual(numbered);
    expect(server.turns).toHaveLength(2);
  });

  test('takes a silent connection for a lost one', async () => {
    const server = await serverWith([{ silent: true }]);
    const states: string[] = [];
    const stream = createClient({ baseUrl: server.url }).follow('t1', {
      silence: 50,
      onConnection: (state) => states.push(state),
    });
    expect(await collect(stream)).toEqual(numbered);
    expect(states).toEqual(['open', 'lost', 'open']);
  });

  test('gives up with a clear error', async () => {
    const server = await serverWith([{ after: 2 }, { beforeHead: true }, { beforeHead: true }]);
    const stream = createClient({ baseUrl: server.url }).ask(question, { attempts: 2 });
    await expect(collect(stream)).rejects.toMatchObject({
      name: 'ColloquyError',
      code: 'unreachable',
      message: expect.stringContaining('could not be taken up again'),
    });
  });

  test('passes a refusal on at once', async () => {
    const server = await serverWith([{ status: 404 }]);
    await expect(collect(createClient({ baseUrl: server.url }).follow('t1'))).rejects.toMatchObject({
      status: 404,
      code: 'not-found',
      message: 'There is no such turn.',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('ends with the reason of its signal', async () => {
    const server = await serverWith([{ silent: true }]);
    const abort = new AbortController();
    const reason = new Error('left');
    const stream = createClient({ baseUrl: server.url }).follow('t1', {
      signal: abort.signal,
      onConnection: () => abort.abort(reason),
    });
    await expect(collect(stream)).rejects.toBe(reason);
  });

  test('gives bare events to whoever completes', async () => {
    const server = await serverWith([{ after: 3 }]);
    const seen: ChatEvent[] = [];
    for await (const event of createClient({ baseUrl: server.url }).complete(question)) seen.push(event);
    expect(seen).toEqual(events);
  });
});
