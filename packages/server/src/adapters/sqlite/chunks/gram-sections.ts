import { lowerBound } from './binary-search.ts';
import type { GramCounts } from './gram-statistics.ts';
import type { SegmentArrays } from './segment-layout.ts';

/** What a segment knows of 4-grams; see `segment-layout.ts`. */
export type GramSections = Pick<
  SegmentArrays,
  'baseGramLengths' | 'gramHashes' | 'gramStarts' | 'gramBases' | 'gramFrequencies'
>;

const RADIX_BITS = 11;
const BUCKETS = 1 << RADIX_BITS;

/**
 * Makes the sections from the tables of the bases, in order, and their total lengths. Entries of one gram come to stand
 * side by side, so that a question about many bases looks at one place. Pauses between its passes.
 */
export function* gramSections(
  tables: readonly GramCounts[],
  lengths: readonly number[],
): Generator<void, GramSections> {
  const total = tables.reduce((sum, { hashes }) => sum + hashes.length, 0);
  const hashes = new Uint32Array(total);
  const bases = new Uint16Array(total);
  const frequencies = new Uint16Array(total);
  let place = 0;
  for (const [base, table] of tables.entries()) {
    hashes.set(table.hashes, place);
    frequencies.set(table.frequencies, place);
    bases.fill(base, place, place + table.hashes.length);
    place += table.hashes.length;
  }
  yield;
  const order = tables.length === 1 ? undefined : yield* orderOf(hashes);
  const sorted =
    order === undefined ? hashes : hashes.map((_, index) => hashes[order[index] as number] as number);
  const { distinct, starts } = distinctOf(sorted);
  yield;
  return {
    baseGramLengths: Float64Array.from(lengths),
    gramHashes: distinct,
    gramStarts: starts,
    gramBases: order === undefined ? bases : bases.map((_, index) => bases[order[index] as number] as number),
    gramFrequencies:
      order === undefined
        ? frequencies
        : frequencies.map((_, index) => frequencies[order[index] as number] as number),
  };
}

/** The places of the hashes in ascending order; of equal ones the first comes first. Three passes of 11 bits. */
function* orderOf(hashes: Uint32Array): Generator<void, Uint32Array> {
  let from = Uint32Array.from(hashes, (_, index) => index);
  let to = new Uint32Array(hashes.length);
  for (let shift = 0; shift < 32; shift += RADIX_BITS) {
    const places = new Uint32Array(BUCKETS + 1);
    const bucketOf = (index: number): number => ((hashes[index] as number) >>> shift) & (BUCKETS - 1);
    for (const index of from) {
      const bucket = bucketOf(index) + 1;
      places[bucket] = (places[bucket] as number) + 1;
    }
    for (let bucket = 0; bucket < BUCKETS; bucket++)
      places[bucket + 1] = (places[bucket + 1] as number) + (places[bucket] as number);
    for (const index of from) {
      const bucket = bucketOf(index);
      const place = places[bucket] as number;
      to[place] = index;
      places[bucket] = place + 1;
    }
    [from, to] = [to, from];
    yield;
  }
  return from;
}

function distinctOf(sorted: Uint32Array): {
  distinct: Uint32Array<ArrayBuffer>;
  starts: Uint32Array<ArrayBuffer>;
} {
  const distinct = new Uint32Array(sorted.length);
  const starts = new Uint32Array(sorted.length + 1);
  let size = 0;
  for (let index = 0; index < sorted.length; index++) {
    const hash = sorted[index] as number;
    if (size > 0 && distinct[size - 1] === hash) continue;
    distinct[size] = hash;
    starts[size++] = index;
  }
  starts[size] = sorted.length;
  return { distinct: distinct.slice(0, size), starts: starts.slice(0, size + 1) };
}

/** The tables of the bases of a segment, in order: what {@link gramSections} was given. */
export function gramsOfBases(segment: SegmentArrays): GramCounts[] {
  const { gramHashes, gramStarts, gramBases, gramFrequencies } = segment;
  const sizes = new Uint32Array(segment.bases.length);
  for (const base of gramBases) sizes[base] = (sizes[base] as number) + 1;
  const tables = Array.from(sizes, (size) => ({
    hashes: new Uint32Array(size),
    frequencies: new Uint16Array(size),
  }));
  const next = new Uint32Array(sizes.length);
  for (let gram = 0; gram < gramHashes.length; gram++) {
    const end = gramStarts[gram + 1] as number;
    for (let entry = gramStarts[gram] as number; entry < end; entry++) {
      const base = gramBases[entry] as number;
      const place = next[base] as number;
      const table = tables[base] as GramCounts;
      table.hashes[place] = gramHashes[gram] as number;
      table.frequencies[place] = gramFrequencies[entry] as number;
      next[base] = place + 1;
    }
  }
  return tables;
}

/**
 * How many chunks of a segment contain the gram.
 * @param wanted 1 by place of a base that counts; absent: all do
 */
export function gramFrequency(segment: SegmentArrays, hash: number, wanted: Uint8Array | undefined): number {
  const { gramStarts, gramBases, gramFrequencies } = segment;
  const gram = findGram(segment.gramHashes, hash);
  if (gram < 0) return 0;
  let sum = 0;
  const end = gramStarts[gram + 1] as number;
  for (let entry = gramStarts[gram] as number; entry < end; entry++) {
    if (wanted === undefined || wanted[gramBases[entry] as number] === 1)
      sum += gramFrequencies[entry] as number;
  }
  return sum;
}

/** Hashes looked at one by one before halving takes over: those next to a good guess lie in one or two cache lines. */
const NEAR = 24;

/**
 * The place of a hash, or -1. Hashes are spread evenly, so a hash tells about where it stands, and what stands there
 * tells it to within a few places.
 */
function findGram(hashes: Uint32Array, hash: number): number {
  const last = hashes.length - 1;
  if (last < 0) return -1;
  const density = hashes.length / 2 ** 32;
  const guess = Math.floor(hash * density);
  const distance = Math.trunc((hash - (hashes[guess] as number)) * density);
  let place = Math.min(Math.max(guess + distance, 0), last);
  let steps = 0;
  while (place > 0 && (hashes[place] as number) > hash && steps < NEAR) {
    place--;
    steps++;
  }
  while (place < last && (hashes[place] as number) < hash && steps < NEAR) {
    place++;
    steps++;
  }
  if (steps === NEAR) place = Math.min(lowerBound(hashes, hash, 0, hashes.length), last);
  return hashes[place] === hash ? place : -1;
}
