import type { AnswerStatus, AnswerView, Exchange } from '@colloquy/protocol';
import { expect, test } from 'vitest';
import { newTurn, type TurnState } from './fold-turn.ts';
import type { LiveTurn } from './live-turns.ts';
import { mergeExchanges } from './merge-exchanges.ts';

function stored(turnId: string, status: AnswerStatus, text: string): AnswerView {
  const answer = { text, reasoning: '', citations: [], sources: [] };
  return { turnId, alternative: 0, status, answer, createdAt: 1 };
}

function exchange(...answers: AnswerView[]): Exchange {
  return { id: 'm', question: 'q', createdAt: 1, answers };
}

function live(change: Partial<TurnState>, text = 'live', messageId = 'm'): LiveTurn {
  const state: TurnState = { ...newTurn, answer: { ...newTurn.answer, text }, ...change };
  return { conversationId: 'c', messageId, question: 'q', connection: 'open', state };
}

function texts(exchanges: readonly Exchange[], turns: readonly LiveTurn[]): string[][] {
  return mergeExchanges(exchanges, turns).map(({ answers }) => answers.map(({ answer }) => answer.text));
}

test('a question that is not stored yet comes last', () => {
  expect(texts([exchange(stored('t1', 'done', 'a'))], [live({}, 'live', 'm2')])).toEqual([['a'], ['live']]);
});

test('a stream that has begun replaces the stored beginning', () => {
  expect(texts([exchange(stored('t1', 'running', 'a'))], [live({ turnId: 't1', seq: 3 })])).toEqual([
    ['live'],
  ]);
});

test('the stored beginning stands until the first event', () => {
  expect(texts([exchange(stored('t1', 'running', 'a'))], [live({ turnId: 't1' }, '')])).toEqual([['a']]);
});

test('a stored answer that has ended replaces its stream', () => {
  expect(texts([exchange(stored('t1', 'done', 'a'))], [live({ turnId: 't1', seq: 9 })])).toEqual([['a']]);
});

test('an answer that is made anew comes after those that stand', () => {
  expect(texts([exchange(stored('t1', 'done', 'a'))], [live({ turnId: 't2', seq: 2 })])).toEqual([
    ['a', 'live'],
  ]);
});

test('a turn without a number is the one that runs', () => {
  const exchanges = [exchange(stored('t1', 'done', 'a'), stored('t2', 'running', ''))];
  expect(texts(exchanges, [live({ seq: 1 })])).toEqual([['a', 'live']]);
});

const three = ['m1', 'm2', 'm3'].map((id) => ({ ...exchange(stored(`t-${id}`, 'done', id)), id }));

function ids(turn: LiveTurn): string[] {
  return mergeExchanges(three, [turn]).map(({ id }) => id);
}

test('an edited question takes the place of the old one and of all behind it, at once', () => {
  expect(ids({ ...live({}, '', 'm4'), replaces: 'm2' })).toEqual(['m1', 'm4']);
  expect(ids({ ...live({ turnId: 't4', seq: 3 }, 'new', 'm4'), replaces: 'm1' })).toEqual(['m4']);
});

test('an edited question that the server has not taken replaces nothing', () => {
  const unsent = { ...live({ status: 'failed' }, '', 'm4'), replaces: 'm2' };
  expect(ids(unsent)).toEqual(['m1', 'm2', 'm3', 'm4']);
  expect(mergeExchanges(three, [unsent]).at(-1)?.replaces).toBe('m2');
});

test('one that replaced a question which is gone already stands where it stands', () => {
  expect(ids({ ...live({ turnId: 't4', seq: 3 }, 'new', 'm4'), replaces: 'gone' })).toEqual([
    'm1',
    'm2',
    'm3',
    'm4',
  ]);
});

test('what does not change stays the same object while another answer grows', () => {
  const before = mergeExchanges(three, [live({ seq: 1 }, 'a', 'm4')]);
  const after = mergeExchanges([...three], [live({ seq: 2 }, 'ab', 'm4')]);
  for (const index of [0, 1, 2]) expect(after[index]).toBe(before[index]);
  expect(after[3]).not.toBe(before[3]);
});
