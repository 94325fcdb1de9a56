import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinRanges, rangesWithin, type Selection, select } from './selection.ts';

const SIZE = 200;

/** Sorted ranges that do not overlap, some of them empty or touching. */
const someRanges = fc
  .array(fc.nat(SIZE), { maxLength: 90 })
  .map((bounds) => bounds.toSorted((left, right) => left - right))
  .map((bounds) =>
    Array.from({ length: Math.floor(bounds.length / 2) }, (_, index) =>
      bounds.slice(2 * index, 2 * index + 2),
    ),
  )
  .map((pairs) => pairs.map(([start = 0, end = 0]) => [start, end] as const));

function members({ ranges, mask }: Selection): number[] {
  return ranges
    .flatMap(([start, end]) => Array.from({ length: end - start }, (_, index) => start + index))
    .filter((ordinal) => mask === undefined || mask[ordinal] === 1);
}

describe('a selection of chunks', () => {
  it('holds what its ranges hold and is alive, however many ranges there are', () => {
    fc.assert(
      fc.property(someRanges, fc.option(fc.nat(), { nil: undefined }), (ranges, seed) => {
        const alive =
          seed === undefined
            ? undefined
            : new Uint8Array(SIZE).map((_, index) => ((index * 7 + seed) % 3 === 0 ? 0 : 1));
        const expected = Array.from({ length: SIZE }, (_, ordinal) => ordinal).filter(
          (ordinal) =>
            ranges.some(([start, end]) => ordinal >= start && ordinal < end) && alive?.[ordinal] !== 0,
        );
        expect(members(select(joinRanges(ranges), SIZE, alive))).toEqual(expected);
      }),
    );
  });

  it('cuts a list of ordinals to its ranges', () => {
    fc.assert(
      fc.property(someRanges, fc.uniqueArray(fc.nat(SIZE - 1)), (ranges, list) => {
        const ordinals = Uint16Array.from(list).sort();
        const selection = { ranges: joinRanges(ranges) };
        const cut = rangesWithin(ordinals, 0, ordinals.length, selection);
        const found = cut.flatMap(([start, end]) => [...ordinals.subarray(start, end)]);
        const inside = new Set(members(selection));
        expect(found).toEqual([...ordinals].filter((ordinal) => inside.has(ordinal)));
      }),
    );
  });
});
