import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuse, type LegScores } from './fuse.ts';

const score = fc.integer({ min: 0, max: 5000 }).map((value) => value / 100);
const candidate: fc.Arbitrary<LegScores> = fc.record(
  {
    textScore: score,
    gramScore: score,
    vectorScore: fc.integer({ min: -100, max: 100 }).map((value) => value / 100),
  },
  { requiredKeys: ['textScore', 'gramScore'] },
);
const weight = fc.integer({ min: 0, max: 100 }).map((value) => value / 100);

describe('fuse', () => {
  const candidates = [
    { textScore: 10, gramScore: 8, vectorScore: 0.1 },
    { textScore: 6, gramScore: 8, vectorScore: 0.9 },
    { textScore: 0, gramScore: 0, vectorScore: 0.6 },
    { textScore: 3, gramScore: 1 },
  ];
  const order = (vectorWeight: number, gramWeight = 0.5) =>
    fuse(candidates, { gramWeight, vectorWeight }).map(({ index }) => index);

  it('follows the words alone, the vectors alone, or both', () => {
    expect(order(0)).toEqual([0, 1, 3, 2]);
    expect(order(1).filter((index) => index !== 3)).toEqual([1, 2, 0]);
    expect(order(0.4)[0]).toBe(1);
  });

  it('tells the place of each leg, and none where the leg did not find it', () => {
    const byIndex = fuse(candidates, { gramWeight: 0.5, vectorWeight: 0.4 }).sort(
      (one, other) => one.index - other.index,
    );
    expect(byIndex.map(({ textRank }) => textRank)).toEqual([1, 2, undefined, 3]);
    expect(byIndex.map(({ vectorRank }) => vectorRank)).toEqual([3, 1, 2, undefined]);
    expect(byIndex[0]?.lexicalScore).toBeCloseTo(1.5, 12);
    expect(byIndex[1]?.lexicalScore).toBeCloseTo(0.6 + 0.5, 12);
  });

  it('is nothing for nothing', () => expect(fuse([], { gramWeight: 1, vectorWeight: 0.4 })).toEqual([]));

  it('keeps every candidate once, in falling order of finite scores', () => {
    fc.assert(
      fc.property(fc.array(candidate), weight, weight, (given, gramWeight, vectorWeight) => {
        const fused = fuse(given, { gramWeight, vectorWeight });
        expect(fused.map(({ index }) => index).sort((one, other) => one - other)).toEqual([...given.keys()]);
        for (const [place, { score }] of fused.entries()) {
          expect(Number.isFinite(score)).toBe(true);
          expect(score).toBeLessThanOrEqual(fused[place - 1]?.score ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it('does not care for the unit of a leg', () => {
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 2 }), weight, (given, vectorWeight) => {
        const scaled = given.map((one) => ({
          ...one,
          textScore: one.textScore * 8,
          gramScore: one.gramScore * 4,
        }));
        const scores = (list: readonly LegScores[]) =>
          fuse(list, { gramWeight: 0.5, vectorWeight })
            .sort((one, other) => one.index - other.index)
            .map(({ score }) => score);
        for (const [index, value] of scores(scaled).entries())
          expect(value).toBeCloseTo(scores(given)[index] ?? 0, 6);
      }),
    );
  });

  it('never puts a passage below one that it beats in both legs', () => {
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 2, maxLength: 12 }), weight, (given, vectorWeight) => {
        const all = given.map((one) => ({ ...one, vectorScore: one.vectorScore ?? 0 }));
        const fused = fuse(all, { gramWeight: 1, vectorWeight });
        for (const better of fused) {
          for (const worse of fused) {
            const [one, other] = [all[better.index], all[worse.index]];
            if (!one || !other) continue;
            if (better.lexicalScore >= worse.lexicalScore && one.vectorScore >= other.vectorScore) {
              expect(better.score).toBeGreaterThanOrEqual(worse.score - 1e-9);
            }
          }
        }
      }),
    );
  });
});
