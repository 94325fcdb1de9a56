import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCounts, countHashes, type GramCounts, sortHashes, subtractCounts } from './gram-statistics.ts';

const hashes = fc.array(fc.oneof(fc.nat(20), fc.nat({ max: 2 ** 32 - 1 }), fc.constantFrom(0, 2 ** 32 - 1)));

function toMap({ hashes: keys, frequencies }: GramCounts): Map<number, number> {
  return new Map(Array.from(keys, (hash, index) => [hash, frequencies[index] ?? 0]));
}

function naive(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values.toSorted((left, right) => left - right))
    counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

describe('statistics of 4-grams', () => {
  it('sorts as numbers', () => {
    fc.assert(
      fc.property(hashes, (values) => {
        expect([...sortHashes(Uint32Array.from(values))]).toEqual([...Uint32Array.from(values).sort()]);
      }),
    );
  });

  it('adds what is counted apart, and takes it off again', () => {
    fc.assert(
      fc.property(hashes, hashes, (left, right) => {
        const sum = addCounts(countHashes(Uint32Array.from(left)), countHashes(Uint32Array.from(right)));
        expect([...toMap(sum)]).toEqual([...naive([...left, ...right])]);
        expect([...toMap(subtractCounts(sum, naive(right)))]).toEqual([...naive(left)]);
      }),
    );
  });
});
