import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gramFrequency, gramSections, gramsOfBases } from './gram-sections.ts';
import { countHashes } from './gram-statistics.ts';
import { directoryOf } from './segment-builder.ts';
import { decodeSegment, encodeSegment, type SegmentArrays } from './segment-layout.ts';
import { vectorSections } from './vector-block.ts';

const aHash = fc.oneof(fc.nat(20), fc.nat({ max: 2 ** 32 - 1 }), fc.constantFrom(0, 2 ** 32 - 1));
/** Hashes by base. */
const someBases = fc.array(fc.array(aHash), { minLength: 1, maxLength: 4 });

function segmentOf(bases: readonly (readonly number[])[]): SegmentArrays {
  const work = gramSections(
    bases.map((values) => countHashes(Uint32Array.from(values))),
    bases.map(({ length }) => length),
  );
  let step = work.next();
  while (step.done !== true) step = work.next();
  const places = bases.map((_, base) => ({ base: base + 1, document: base + 1, number: base + 1 }));
  const lengths = new Uint32Array(bases.length);
  const words = {
    termBytes: new Uint8Array(),
    termStarts: Uint32Array.of(0),
    postingStarts: Uint32Array.of(0),
  };
  const postings = { postings: new Uint16Array(), frequencies: new Uint8Array(), many: new Uint32Array() };
  const arrays = { ...directoryOf(places), ...step.value, ...words, ...postings, ...vectorSections([]) };
  return decodeSegment(encodeSegment({ ...arrays, lengths, gramLengths: lengths }).bytes);
}

describe('4-grams of a segment', () => {
  it('are found, with the frequency in the wanted bases alone', () => {
    fc.assert(
      fc.property(someBases, aHash, (bases, stranger) => {
        const segment = segmentOf(bases);
        for (const hash of [...bases.flat(), stranger]) {
          const counts = bases.map((values) => values.filter((value) => value === hash).length);
          const all = counts.reduce((sum, count) => sum + count, 0);
          expect(gramFrequency(segment, hash, undefined)).toBe(all);
          for (const [base, count] of counts.entries()) {
            const wanted = new Uint8Array(bases.length);
            wanted[base] = 1;
            expect(gramFrequency(segment, hash, wanted)).toBe(count);
          }
        }
      }),
    );
  });

  it('come apart again as the tables of the bases', () => {
    fc.assert(
      fc.property(someBases, (bases) => {
        const tables = bases.map((values) => countHashes(Uint32Array.from(values)));
        expect(gramsOfBases(segmentOf(bases))).toEqual(tables);
      }),
    );
  });
});
