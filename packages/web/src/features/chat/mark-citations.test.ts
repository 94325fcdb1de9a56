import type { Citation } from '@colloquy/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markCitations, numberCitations, plainAnswer, STAND_IN } from './mark-citations.ts';

function citation(marker: number, position: number): Citation {
  return {
    marker,
    position,
    chunkId: `k${marker}`,
    documentId: 'd',
    documentName: 'guide.md',
    span: { start: 0, end: 1 },
    start: 0,
    end: 1,
    quote: 'q',
    origin: 'model',
  };
}

describe('markCitations', () => {
  test('replaces verified marks alone', () => {
    const text = 'One [ID:2]. Two [ID:2]. See [ID:0].';
    expect(markCitations(text, [citation(2, 4)])).toBe('One \u200A\u2E280\u2E29. Two [ID:2]. See [ID:0].');
  });

  test('ignores a citation whose mark does not stand at its place', () => {
    expect(markCitations('One [ID:2].', [citation(2, 3), citation(1, 4)])).toBe('One [ID:2].');
  });

  test('text cannot forge a stand-in', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\u2E28', '\u2E29', '0', '\u200A', 'a') }), (text) => {
        expect(markCitations(text, [])).not.toMatch(STAND_IN);
      }),
    );
  });
});

test('sources are numbered by first appearance', () => {
  const numbers = numberCitations([citation(7, 30), citation(3, 10), citation(7, 5)]);
  expect([...numbers]).toEqual([
    [7, 1],
    [3, 2],
  ]);
});

test('an answer is copied with the numbers that were on screen', () => {
  const text = 'One [ID:4], two[ID:1], three [ID:4].';
  expect(plainAnswer(text, [citation(4, 4), citation(1, 15), citation(4, 29)])).toBe(
    'One [1], two [2], three [1].',
  );
});
