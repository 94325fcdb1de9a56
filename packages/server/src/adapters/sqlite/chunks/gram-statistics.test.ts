import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addCounts,
  countHashes,
  type GramCounts,
  gramFrequency,
  sortHashes,
  subtractCounts,
} from './gram-statistics.ts';
import { directoryOf, gramSections } from './segment-builder.ts';
import { decodeSegment, encodeSegment } from './segment-layout.ts';
import { vectorSections } from './vector-block.ts';

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

  it('finds the frequency of a gram in its base alone', () => {
    fc.assert(
      fc.property(hashes, hashes, (mine, others) => {
        const counts = [mine, others].map((values) => countHashes(Uint32Array.from(values)));
        const empty = {
          termBytes: new Uint8Array(),
          termStarts: Uint32Array.of(0),
          postingStarts: Uint32Array.of(0),
        };
        const none = { postings: new Uint16Array(), frequencies: new Uint8Array(), many: new Uint32Array() };
        const directory = directoryOf([
          { base: 1, document: 1, number: 1 },
          { base: 2, document: 2, number: 2 },
        ]);
        const arrays = {
          ...directory,
          ...gramSections(counts, [0, 0]),
          ...empty,
          ...none,
          ...vectorSections([]),
        };
        const segment = decodeSegment(encodeSegment({ ...arrays, lengths: new Uint32Array(2) }).bytes);
        for (const hash of [...mine, ...others]) {
          expect(gramFrequency(segment, 0, hash)).toBe(naive(mine).get(hash) ?? 0);
          expect(gramFrequency(segment, 1, hash)).toBe(naive(others).get(hash) ?? 0);
        }
      }),
    );
  });
});
