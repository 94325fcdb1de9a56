import type { TurnEvent } from '@colloquy/client';
import type { Answer, AnswerTrace, AnswerView, ChatEvent, Citation, Source } from '@colloquy/protocol';
import { describe, expect, test } from 'vitest';
import { failTurn, foldTurn, newTurn, storedTurn, type TurnState } from './fold-turn.ts';

const source: Source = {
  chunkId: 'k',
  documentId: 'd',
  baseId: 'b',
  documentName: 'guide.md',
  headings: [],
  text: 'Paris is large.',
  start: 0,
  end: 15,
  regions: [],
  score: 0.5,
  textScore: 0.5,
  vectorScore: 0.5,
};
const citation: Citation = {
  marker: 0,
  chunkId: 'k',
  documentId: 'd',
  documentName: 'guide.md',
  span: { start: 0, end: 15 },
  start: 0,
  end: 15,
  quote: 'Paris is large.',
  position: 6,
  origin: 'model',
};
const trace: AnswerTrace = {
  question: 'q',
  searchText: 'q',
  model: 'm@v',
  milliseconds: { total: 5 },
  searchedChunks: 12,
  vectorWeight: 0.3,
  sources: [],
};
const answer: Answer = { text: 'Large [ID:0].', reasoning: 'Hm.', citations: [citation], sources: [source] };
const usage = { inputTokens: 3, outputTokens: 4 };
const beginning: ChatEvent[] = [
  { type: 'turn-start', turnId: 't', conversationId: 'c', messageId: 'm', createdAt: 1 },
  { type: 'stage-start', stage: 'retrieve' },
  { type: 'stage-end', stage: 'retrieve', milliseconds: 2 },
  { type: 'references-available', sources: [source], searchedChunks: 12 },
  { type: 'stage-start', stage: 'generate' },
  { type: 'reasoning-delta', delta: 'Hm.' },
  { type: 'text-delta', delta: 'Large ' },
  { type: 'text-delta', delta: '[ID:0].', citations: [citation] },
];
const end: ChatEvent = { type: 'answer-end', answer, finishReason: 'stop', usage, trace };

function fold(events: readonly ChatEvent[], from: TurnState = newTurn): TurnState {
  return events.map((event, index): TurnEvent => ({ seq: index + 1, event })).reduce(foldTurn, from);
}

describe('foldTurn', () => {
  test('gathers text, reasoning, sources and citations', () => {
    expect(fold(beginning)).toMatchObject({
      seq: 8,
      turnId: 't',
      status: 'running',
      stage: 'generate',
      searchedChunks: 12,
      answer,
    });
  });

  test('ends as the stored row is read (P11)', () => {
    const view: AnswerView = {
      turnId: 't',
      alternative: 0,
      status: 'done',
      answer,
      finishReason: 'stop',
      usage,
      trace,
      createdAt: 1,
    };
    expect({ ...fold([...beginning, end]), seq: 0 }).toEqual(storedTurn(view));
  });

  test('takes each event once', () => {
    const twice = [...beginning, ...beginning].map((event, index) => ({ seq: (index % 8) + 1, event }));
    expect(twice.reduce(foldTurn, newTurn).answer.text).toBe('Large [ID:0].');
  });

  test('keeps the text of a stopped answer', () => {
    const stopped = { ...end, answer: { ...answer, text: 'Large' }, finishReason: 'cancelled' } as const;
    expect(fold([...beginning, stopped])).toMatchObject({ status: 'stopped', answer: { text: 'Large' } });
  });

  test('keeps the text so far when the turn fails', () => {
    const problem = { code: 'model-unavailable', message: 'No model.', retryable: true };
    const failed = fold([...beginning, { type: 'error', problem }]);
    expect(failed).toMatchObject({ status: 'failed', problem, answer });
  });

  test('tells an interrupted turn from a failed one', () => {
    const problem = { code: 'interrupted', message: 'Restarted.', retryable: true };
    const partial = { ...answer, text: 'Lar' };
    expect(fold([{ type: 'error', problem, partial }])).toMatchObject({
      status: 'interrupted',
      answer: partial,
    });
  });

  test('accepts the last event of a turn whose log is gone, whatever its number', () => {
    expect(foldTurn({ ...newTurn, seq: 40 }, { seq: 1, event: end }).status).toBe('done');
  });

  test('does not fail a turn that has ended', () => {
    const problem = { code: 'unreachable', message: 'Gone.', retryable: true };
    expect(failTurn(fold([...beginning, end]), problem).status).toBe('done');
    expect(failTurn(fold(beginning), problem)).toMatchObject({ status: 'failed', problem, answer });
  });
});
