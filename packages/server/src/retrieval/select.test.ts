import { describe, expect, it } from 'vitest';
import type { Chunk } from '../domain/chunk.ts';
import { type Chosen, select } from './select.ts';

function scored(id: string, text: string, score: number, place: Partial<Chunk> = {}): Chosen {
  const chunk: Chunk = {
    id,
    tenantId: 't',
    knowledgeBaseId: 'b',
    documentId: id,
    documentName: id,
    ordinal: 0,
    start: 0,
    end: text.length,
    text,
    headings: [],
    keywords: [],
    regions: [],
    ...place,
  };
  return {
    chunk,
    candidate: { chunkId: id, textScore: 1, gramScore: 0, matchedTerms: [] },
    fused: { index: 0, lexicalScore: 1, score: 1 },
    fusedRank: 1,
    termSimilarity: score,
    vectorSimilarity: 0,
    similarity: score,
    score,
  };
}

describe('select', () => {
  const ids = (list: readonly Chosen[]) => list.map(({ chunk }) => chunk.id);
  const choose = (scored: readonly Chosen[], limits: { topN: number; minimumScore: number }) =>
    select(scored, new Map(scored.map(({ chunk }) => [chunk.id, chunk])), limits);

  it('takes the first that reach the minimum', () => {
    const { chosen, dropped } = choose(
      [
        scored('a', 'one fish', 0.9),
        scored('b', 'two birds', 0.1),
        scored('c', 'red cars', 0.5),
        scored('d', 'blue sky', 0.4),
      ],
      { topN: 2, minimumScore: 0.2 },
    );
    expect(ids(chosen)).toEqual(['a', 'c']);
    expect(Object.fromEntries(dropped)).toEqual({ b: 'below-minimum', d: 'past-top-n' });
  });

  it('passes over what repeats a better one', () => {
    const text = 'Annual leave is earned by all staff who work full time and part time.';
    const { chosen, dropped } = choose(
      [
        scored('a', text, 0.9),
        scored('copy', ` ${text.toUpperCase()} `, 0.8),
        scored('other', 'Sick leave is something else.', 0.7),
      ],
      { topN: 3, minimumScore: 0 },
    );
    expect(ids(chosen)).toEqual(['a', 'other']);
    expect(dropped.get('copy')).toBe('duplicate');
  });

  it('passes over most of the same stretch of a document, not over its neighbour', () => {
    const place = (start: number, end: number) => ({ documentId: 'd', start, end });
    const { chosen } = choose(
      [
        scored('a', 'alpha beta gamma', 0.9, place(0, 100)),
        scored('inside', 'delta epsilon', 0.8, place(40, 120)),
        scored('next', 'zeta eta', 0.7, place(90, 200)),
      ],
      { topN: 3, minimumScore: 0 },
    );
    expect(ids(chosen)).toEqual(['a', 'next']);
  });

  it('passes over what has been removed meanwhile', () => {
    const [gone, next] = [scored('gone', 'one fish', 0.9), scored('next', 'two birds', 0.8)];
    const { chosen } = select([gone, next], new Map([['next', next.chunk]]), { topN: 1, minimumScore: 0 });
    expect(ids(chosen)).toEqual(['next']);
  });
});
