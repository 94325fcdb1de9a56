import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestVectors, type VectorScope } from './binary-scan.ts';
import { createSignTable, LARGEST_SIGN_SUM, signSum, wordSignSum } from './sign-table.ts';
import { toUnitLength, vectorBlocks, vectorSections } from './vector-block.ts';

/** A fixed sequence of vectors of unit length (a linear congruential generator). */
function vectors(count: number, dimension: number): Float32Array[] {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return Array.from(
    { length: count },
    () => toUnitLength(Float32Array.from({ length: dimension }, () => next() + next())) ?? new Float32Array(),
  );
}

function product(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

function scopesOf(all: readonly Float32Array[], part: Partial<VectorScope['selection']> = {}): VectorScope[] {
  const placed = all.map((vector, ordinal) => ({ vector, ordinal }));
  const ranges = [[0, all.length]] as const;
  return vectorBlocks(vectorSections(placed)).map((block) => ({
    block,
    selection: { ranges, ...part },
    offset: 0,
  }));
}

function nearestByFloats(query: Float32Array, all: readonly Float32Array[], take: number): number[] {
  const keys = all.map((_, index) => index);
  const scores = all.map((vector) => product(query, vector));
  const score = (index: number): number => scores[index] ?? 0;
  return keys.sort((left, right) => score(right) - score(left)).slice(0, take);
}

describe('the scan of vectors', () => {
  it.each([1, 7, 32, 100, 256, 1536])('knows the nearest by their bytes, in %i dimensions', (dimension) => {
    const all = vectors(400, dimension);
    const [query = new Float32Array()] = all;
    const found = nearestVectors(query, scopesOf(all), 200);
    const best = nearestByFloats(query, all, 100);
    expect(best.filter((key) => found.includes(key)).length).toBeGreaterThanOrEqual(99);
  });

  it('finds nearly all of the nearest among many, by their signs', () => {
    const all = vectors(6000, 64);
    let found = 0;
    for (const query of all.slice(0, 20)) {
      const near = nearestVectors(query, scopesOf(all), 100, 1500);
      expect(near[0]).toBe(all.indexOf(query));
      found += nearestByFloats(query, all, 10).filter((key) => near.includes(key)).length;
    }
    expect(found / 200).toBeGreaterThan(0.95);
  });

  it('looks at nothing outside the selection, in either way', () => {
    const all = vectors(900, 24);
    const mask = Uint8Array.from(all, (_, index) => (index % 3 === 0 ? 1 : 0));
    const ranges = [
      [10, 200],
      [500, 800],
    ] as const;
    const [query = new Float32Array()] = all;
    for (const rescored of [50, 5000]) {
      const found = nearestVectors(query, scopesOf(all, { ranges, mask }), 40, rescored);
      expect(found).toHaveLength(40);
      for (const key of found) {
        expect(key % 3).toBe(0);
        expect((key >= 10 && key < 200) || (key >= 500 && key < 800)).toBe(true);
      }
    }
  });

  it('compares vectors of one dimension only', () => {
    const mixed = [...vectors(5, 8), ...vectors(5, 16)];
    const query = mixed[7] ?? new Float32Array();
    expect(nearestVectors(query, scopesOf(mixed), 100).sort()).toEqual([5, 6, 7, 8, 9]);
  });
});

describe('the table of signs', () => {
  it('sums the components of the query with the signs of a vector', () => {
    const aVector = fc
      .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 70 })
      .map((values) => toUnitLength(Float32Array.from(values)))
      .filter((vector) => vector !== undefined);
    fc.assert(
      fc.property(aVector, fc.infiniteStream(fc.boolean()), (query, signs) => {
        const vector = Float32Array.from(query, () => (signs.next().value ? 1 : -1));
        const [block] = vectorBlocks(vectorSections([{ vector, ordinal: 0 }]));
        if (block === undefined) throw new Error('There is no block.');
        const sum = signSum(createSignTable(query), block.bits, 0, block.bytes);
        const most = query.reduce((total, value) => total + Math.abs(value), 0);
        const exact = ((product(query, vector) / most + 1) / 2) * LARGEST_SIGN_SUM;
        if (block.bytes % 4 === 0) {
          const words = new Int32Array(block.bits.slice().buffer);
          expect(wordSignSum(createSignTable(query), words, 0, words.length)).toBe(sum);
        }
        expect(sum).toBeGreaterThanOrEqual(0);
        expect(sum).toBeLessThanOrEqual(LARGEST_SIGN_SUM);
        expect(Math.abs(sum - exact)).toBeLessThan(query.length / 8 + 2);
      }),
    );
  });
});
