import { rangesWithin, type Selection } from './selection.ts';
import { createSignTable, LARGEST_SIGN_SUM, signSum, wordSignSum } from './sign-table.ts';
import { TopList } from './top-list.ts';
import type { VectorBlock } from './vector-block.ts';

/*
 * Nearest vectors in three steps, each on fewer of them: signs say roughly how near a vector is (see sign-table.ts), its
 * bytes say it to about .001, its floats, which the caller looks at, exactly.
 */

/** Vectors whose bytes are looked at: the more there are in scope, the more of them signs take for near. */
const FEWEST_RESCORED = 1_000;
const RESCORED_SHARE = 0.025;
const MOST_RESCORED = 3_000;

function rescoredOf(total: number): number {
  return Math.min(MOST_RESCORED, Math.round(FEWEST_RESCORED + RESCORED_SHARE * total));
}

/** A block of vectors, and which of them may be found. */
export interface VectorScope {
  readonly block: VectorBlock;
  readonly selection: Selection;
  /** Added to an ordinal, it gives the chunk's key. */
  readonly offset: number;
}

/** Calls `visit` for each selected vector of the scopes, in a fixed order. */
type Walk = (visit: (scope: VectorScope, index: number) => void) => void;

/**
 * The keys of about the `take` nearest vectors, best first; the last places may be taken by near misses, so a caller
 * that wants n asks for some more and scores them exactly.
 * @param query of unit length
 * @param wanted vectors whose bytes are looked at
 */
export function nearestVectors(
  query: Float32Array,
  scopes: readonly VectorScope[],
  take: number,
  wanted?: number,
): number[] {
  const comparable = scopes.filter(({ block }) => block.dimension === query.length);
  const spans = comparable.map((scope) => ({
    scope,
    ranges: rangesWithin(scope.block.ordinals, 0, scope.block.ordinals.length, scope.selection),
  }));
  const total = spans.reduce(
    (sum, { ranges }) => sum + ranges.reduce((part, [start, end]) => part + end - start, 0),
    0,
  );
  const rescored = wanted ?? rescoredOf(total);
  const nearest = new TopList(take);
  const integers = toIntegers(query);
  const offer = (scope: VectorScope, index: number): void => {
    const score = codeProduct(integers, scope.block, index) * (scope.block.scales[index] as number);
    nearest.offer(score, scope.offset + (scope.block.ordinals[index] as number));
  };
  if (total <= rescored) walkAll(spans)(offer);
  else walkNear(query, spans, total, Math.max(rescored, take))(offer);
  return nearest.keys();
}

interface Span {
  readonly scope: VectorScope;
  readonly ranges: readonly (readonly [number, number])[];
}

function walkAll(spans: readonly Span[]): Walk {
  return (visit) => {
    for (const { scope, ranges } of spans) {
      const { mask } = scope.selection;
      const { ordinals } = scope.block;
      for (const [start, end] of ranges) {
        for (let index = start; index < end; index++) {
          if (mask === undefined || mask[ordinals[index] as number] === 1) visit(scope, index);
        }
      }
    }
  };
}

/** Only the vectors with the largest sums of signs: a histogram tells where to cut. */
function walkNear(query: Float32Array, spans: readonly Span[], total: number, wanted: number): Walk {
  const table = createSignTable(query);
  const sums = new Int16Array(total);
  const histogram = new Uint32Array(LARGEST_SIGN_SUM + 1);
  let place = 0;
  for (const { scope, ranges } of spans) {
    for (const [start, end] of ranges) {
      measure(scope, table, start, end, sums.subarray(place), histogram);
      place += end - start;
    }
  }
  const cut = cutOf(histogram, wanted);
  return (visit) => {
    let next = 0;
    for (const { scope, ranges } of spans) {
      for (const [start, end] of ranges) {
        for (let index = start; index < end; index++) {
          if ((sums[next++] as number) >= cut) visit(scope, index);
        }
      }
    }
  };
}

const OUT_OF_SCOPE = -1;

/** Writes the sums of the vectors [start, end) and counts them. */
function measure(
  { block, selection: { mask } }: VectorScope,
  table: Int16Array,
  start: number,
  end: number,
  sums: Int16Array,
  histogram: Uint32Array,
): void {
  const { bits, bytes, ordinals } = block;
  const words = wordsOf(block);
  for (let index = start; index < end; index++) {
    if (mask !== undefined && mask[ordinals[index] as number] !== 1) {
      sums[index - start] = OUT_OF_SCOPE;
      continue;
    }
    const sum =
      words === undefined
        ? signSum(table, bits, index * bytes, bytes)
        : wordSignSum(table, words, (index * bytes) >>> 2, bytes >>> 2);
    sums[index - start] = sum;
    histogram[sum] = (histogram[sum] as number) + 1;
  }
}

/** The sign bits by four bytes, where they lie so. */
function wordsOf({ bits, bytes }: VectorBlock): Int32Array | undefined {
  if ((bytes & 3) !== 0 || (bits.byteOffset & 3) !== 0) return undefined;
  return new Int32Array(bits.buffer, bits.byteOffset, bits.byteLength >>> 2);
}

/** The sum from which on there are at least `wanted` vectors. */
function cutOf(histogram: Uint32Array, wanted: number): number {
  let count = 0;
  for (let sum = histogram.length - 1; sum > 0; sum--) {
    count += histogram[sum] as number;
    if (count >= wanted) return sum;
  }
  return 0;
}

/**
 * The query as integers as large as they may be without the sum of all products with bytes leaving 31 bits. Products
 * of integers take half the time of products of floats.
 */
function toIntegers(query: Float32Array): Int32Array {
  const largest = query.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const range = Math.min(0x7fff, Math.floor((2 ** 31 - 1) / (128 * query.length)));
  return Int32Array.from(query, (value) => Math.round((value / largest) * range));
}

/** The product of the query with the bytes of a vector. */
function codeProduct(query: Int32Array, { codes, dimension }: VectorBlock, index: number): number {
  const offset = index * dimension;
  const even = dimension & ~3;
  let one = 0;
  let other = 0;
  for (let place = 0; place < even; place += 4) {
    const at = offset + place;
    one =
      (one +
        Math.imul(query[place] as number, codes[at] as number) +
        Math.imul(query[place + 1] as number, codes[at + 1] as number)) |
      0;
    other =
      (other +
        Math.imul(query[place + 2] as number, codes[at + 2] as number) +
        Math.imul(query[place + 3] as number, codes[at + 3] as number)) |
      0;
  }
  let rest = 0;
  for (let place = even; place < dimension; place++) {
    rest += Math.imul(query[place] as number, codes[offset + place] as number);
  }
  return one + other + rest;
}
