import { expect, it } from 'vitest';
import { collect } from '../../test/collect.ts';
import { createMemoryEventLog } from '../adapters/memory/event-log.ts';
import { createMemoryRepositories } from '../adapters/memory/repositories.ts';
import type { ChatEvent } from '../domain/chat-event.ts';
import type { AnswerMessage } from '../domain/conversation.ts';
import { endAnswer, type LastEvent } from './last-event.ts';
import { recoverTurns } from './recover-turns.ts';
import { createTraceDraft, finishTrace } from './trace-draft.ts';

const END: LastEvent = {
  type: 'answer-end',
  answer: { text: 'one two', reasoning: 'hm', citations: [], references: [] },
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 2 },
  trace: finishTrace(createTraceDraft('q', 0), 5),
};
const OPEN: Omit<AnswerMessage, 'alternative'> = {
  role: 'assistant',
  id: 'q',
  conversationId: 'c',
  turnId: 'turn',
  status: 'running',
  content: '',
  reasoning: '',
  references: [],
  citations: [],
  createdAt: 1,
};
const CITATION = {
  marker: 0,
  chunkId: 'x',
  documentId: 'd',
  span: { start: 0, end: 3 },
  position: 3,
  origin: 'model' as const,
};
const STREAM: ChatEvent[] = [
  { type: 'turn-start', turnId: 'turn', conversationId: 'c', messageId: 'q', createdAt: 1 },
  { type: 'reasoning-delta', delta: 'hm' },
  { type: 'text-delta', delta: 'one [ID:0]', citations: [CITATION] },
  { type: 'text-delta', delta: ' two' },
];

/** What a crash left: a conversation with one turn, its row and log as far as they came. */
async function left({ row, log }: { row?: LastEvent | 'open'; log?: readonly ChatEvent[] }) {
  const { conversations } = createMemoryRepositories();
  const events = createMemoryEventLog();
  await conversations.save({
    id: 'c',
    tenantId: 't',
    userId: 't',
    dialogId: 'd',
    name: 'C',
    opener: '',
    createdAt: 0,
    updatedAt: 0,
  });
  if (row !== undefined) {
    const turn = { turnId: 'turn', tenantId: 't', conversationId: 'c', messageId: 'q' };
    const question = {
      role: 'user' as const,
      id: 'q',
      conversationId: 'c',
      content: 'Q',
      documentIds: [],
      createdAt: 1,
    };
    await conversations.beginTurn(turn, question, OPEN);
    if (row !== 'open') await conversations.endTurn('turn', endAnswer(OPEN, row));
  }
  for (const event of log ?? []) await events.append('turn', event);
  const recovered = await recoverTurns({ conversations, events });
  const signal = new AbortController().signal;
  const replayed = (await collect(events.read('turn', { after: 0, signal }))).map(({ event }) => event);
  const answer = (await conversations.findTurn('turn'))?.answer;
  expect(await recoverTurns({ conversations, events })).toBe(0);
  return { recovered, replayed, answer };
}

it('P2: killed while answering, the turn replays every event and ends interrupted, its text kept', async () => {
  const { recovered, replayed, answer } = await left({ row: 'open', log: STREAM });
  expect(recovered).toBe(1);
  expect(replayed.slice(0, STREAM.length)).toEqual(STREAM);
  const partial = { text: 'one [ID:0] two', reasoning: 'hm', citations: [CITATION], references: [] };
  expect(replayed.at(-1)).toMatchObject({ type: 'error', problem: { code: 'interrupted' }, partial });
  const shown = replayed.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
  expect(shown).toBe(partial.text);
  expect(answer).toMatchObject({
    status: 'interrupted',
    content: partial.text,
    citations: [CITATION],
    reasoning: 'hm',
  });
});

it('killed between the row and the last event, the turn ends as its row says', async () => {
  const { replayed, answer } = await left({ row: END, log: STREAM });
  expect(replayed.at(-1)).toEqual(END);
  expect(answer).toMatchObject({ status: 'done', content: 'one two' });
});

it('with an ended log and an open row, the row is written from the log', async () => {
  const { replayed, answer } = await left({ row: 'open', log: [...STREAM, END] });
  expect(replayed).toEqual([...STREAM, END]);
  expect(answer).toMatchObject({
    status: 'done',
    content: 'one two',
    finishReason: 'stop',
    usage: { outputTokens: 2 },
  });
});

it('killed before the first event, the row ends interrupted', async () => {
  const { recovered, answer } = await left({ row: 'open' });
  expect(recovered).toBe(1);
  expect(answer).toMatchObject({ status: 'interrupted', content: '', problem: { code: 'interrupted' } });
});

it('killed during recovery, after the row and before the event, the next start finishes it', async () => {
  const interrupted: LastEvent = {
    type: 'error',
    problem: { code: 'interrupted', message: 'm', retryable: true },
    partial: { text: 'one', reasoning: '', citations: [], references: [] },
  };
  const { replayed, answer } = await left({ row: interrupted, log: STREAM });
  expect(replayed.at(-1)).toEqual(interrupted);
  expect(answer).toMatchObject({ status: 'interrupted', content: 'one' });
});

it('a turn without a row loses its log', async () => {
  const { recovered, replayed, answer } = await left({ log: STREAM });
  expect([recovered, replayed, answer]).toEqual([1, [], undefined]);
});

it('leaves a turn alone that has ended on both sides', async () => {
  const { recovered } = await left({ row: END, log: [...STREAM, END] });
  expect(recovered).toBe(0);
});
