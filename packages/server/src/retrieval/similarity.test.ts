import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinedSimilarity, termSimilarity, termWeights } from './similarity.ts';

describe('similarity', () => {
  // Two words; the second has two forms; the last term is from the context.
  const words = [0, 1, 1, undefined];
  const weights = termWeights(words, { chunkCount: 100, documentFrequencies: [50, 0, 2, 9] });

  it('counts a word once whatever its forms, and no context', () => {
    expect(termSimilarity([0, 1, 2, 3], weights)).toBeCloseTo(1, 12);
    expect(termSimilarity([1, 2], weights)).toBeCloseTo(termSimilarity([2], weights), 12);
    expect(termSimilarity([3], weights)).toBe(0);
    expect(termSimilarity([], weights)).toBe(0);
  });

  it('weighs the rarer word higher', () => {
    expect(termSimilarity([2], weights)).toBeGreaterThan(0.8);
    expect(termSimilarity([0], weights) + termSimilarity([2], weights)).toBeCloseTo(1, 12);
  });

  it('stays within 0 and 1', () => {
    const lists = fc.array(fc.tuple(fc.option(fc.nat(4), { nil: undefined }), fc.nat(100), fc.boolean()));
    fc.assert(
      fc.property(lists, (terms) => {
        const statistics = { chunkCount: 100, documentFrequencies: terms.map(([, frequency]) => frequency) };
        const found = terms.flatMap(([, , matched], index) => (matched ? [index] : []));
        const similarity = termSimilarity(
          found,
          termWeights(
            terms.map(([word]) => word),
            statistics,
          ),
        );
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('mixes as the wire contract says', () => {
    expect(combinedSimilarity(0.5, 0.8, 0.3, true)).toBeCloseTo(0.3 * 0.8 + 0.7 * 0.5, 12);
    expect(combinedSimilarity(0.5, 0, 0.3, false)).toBe(0.5);
  });
});
