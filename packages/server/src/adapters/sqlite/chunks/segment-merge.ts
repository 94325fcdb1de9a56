import { type GramSections, gramSections, gramsOfBases } from './gram-sections.ts';
import { addCounts, type GramCounts, subtractCounts } from './gram-statistics.ts';
import { frequencyOf, PostingsAssembly } from './postings-assembly.ts';
import { type ChunkPlace, comparePlaces, directoryOf } from './segment-builder.ts';
import { type EncodedSegment, encodeSegment, type SegmentArrays } from './segment-layout.ts';
import { TermWriter, termAt } from './term-dictionary.ts';
import { emptyVectorSections, type VectorBlock, vectorBlocks } from './vector-block.ts';

/** The 4-grams of chunks that leave a base: frequency of each hash among them, and their total length. */
export interface RemovedGrams {
  readonly counts: Map<number, number>;
  length: number;
}

/** A segment to be merged. */
export interface MergeInput {
  readonly segment: SegmentArrays;
  /** 1 by ordinal where the chunk stays. */
  readonly alive: Uint8Array;
}

const GONE = 0xffff;
/** Terms handled between two pauses: well below a millisecond of work. */
const TERMS_A_STEP = 512;

interface Source extends MergeInput {
  /** Ordinal in the new segment by ordinal in this one. */
  readonly ordinals: Uint16Array;
}

/**
 * Makes one segment of several, without the chunks that are no longer alive; undefined when none is left. Pauses
 * (`yield`) at least every few milliseconds, so that it can share its thread.
 * @param removedGrams by base number, the 4-grams of the chunks that are left out and whose base stays
 */
export function* mergeSegments(
  inputs: readonly MergeInput[],
  removedGrams: ReadonlyMap<number, RemovedGrams>,
): Generator<void, EncodedSegment | undefined> {
  const { places, sources } = orderChunks(inputs);
  yield;
  if (places.length === 0) return undefined;
  const directory = directoryOf(places);
  const lengths = new Uint32Array(places.length);
  const gramLengths = new Uint32Array(places.length);
  for (const { segment, ordinals } of sources) {
    for (const [old, ordinal] of ordinals.entries()) {
      if (ordinal === GONE) continue;
      lengths[ordinal] = segment.lengths[old] as number;
      gramLengths[ordinal] = segment.gramLengths[old] as number;
    }
  }
  const grams = yield* mergeGrams(sources, directory.bases, removedGrams);
  const words = yield* mergeWords(sources);
  const vectors = yield* mergeVectors(sources);
  return encodeSegment({ ...directory, lengths, gramLengths, ...grams, ...words, ...vectors });
}

/** Where each chunk of a segment belongs. */
export function placesOf(segment: SegmentArrays): ChunkPlace[] {
  const places: ChunkPlace[] = [];
  let base = 0;
  let document = 0;
  for (const [ordinal, number] of segment.chunkNumbers.entries()) {
    while (ordinal >= (segment.baseStarts[base + 1] as number)) base++;
    while (ordinal >= (segment.documentStarts[document + 1] as number)) document++;
    places.push({
      base: segment.bases[base] as number,
      document: segment.documents[document] as number,
      number,
    });
  }
  return places;
}

function orderChunks(inputs: readonly MergeInput[]): { places: ChunkPlace[]; sources: Source[] } {
  const sources = inputs.map((input) => ({
    ...input,
    ordinals: new Uint16Array(input.segment.chunkNumbers.length).fill(GONE),
  }));
  const kept = sources.flatMap((source) =>
    placesOf(source.segment)
      .map((place, old) => ({ place, old, source }))
      .filter(({ old }) => source.alive[old] === 1),
  );
  kept.sort((left, right) => comparePlaces(left.place, right.place));
  for (const [ordinal, { source, old }] of kept.entries()) source.ordinals[old] = ordinal;
  return { places: kept.map(({ place }) => place), sources };
}

function* mergeGrams(
  sources: readonly Source[],
  bases: Uint32Array,
  removedGrams: ReadonlyMap<number, RemovedGrams>,
): Generator<void, GramSections> {
  const counts: GramCounts[] = [];
  const lengths: number[] = [];
  const split: GramCounts[][] = [];
  for (const { segment } of sources) {
    split.push(gramsOfBases(segment));
    yield;
  }
  for (const number of bases) {
    let tables: GramCounts[] = [];
    let length = 0;
    for (const [index, { segment }] of sources.entries()) {
      const base = segment.bases.indexOf(number);
      if (base < 0) continue;
      tables.push(split[index]?.[base] as GramCounts);
      length += segment.baseGramLengths[base] as number;
    }
    while (tables.length > 1) tables = yield* addPairs(tables);
    const removed = removedGrams.get(number);
    const sum = tables[0] ?? { hashes: new Uint32Array(), frequencies: new Uint16Array() };
    counts.push(removed === undefined ? sum : subtractCounts(sum, removed.counts));
    lengths.push(length - (removed?.length ?? 0));
    yield;
  }
  return yield* gramSections(counts, lengths);
}

function* addPairs(tables: readonly GramCounts[]): Generator<void, GramCounts[]> {
  const sums: GramCounts[] = [];
  for (let index = 0; index < tables.length; index += 2) {
    const left = tables[index] as GramCounts;
    const right = tables[index + 1];
    sums.push(right === undefined ? left : addCounts(left, right));
    yield;
  }
  return sums;
}

type Words = Pick<
  SegmentArrays,
  'termBytes' | 'termStarts' | 'postingStarts' | 'postings' | 'frequencies' | 'many'
>;

function* mergeWords(sources: readonly Source[]): Generator<void, Words> {
  const { writer, numbers, counts } = yield* mergeDictionaries(sources);
  const assembly = new PostingsAssembly(Uint32Array.from(counts));
  for (const [index, { segment, ordinals }] of sources.entries()) {
    const { postings, postingStarts } = segment;
    const newNumbers = numbers[index] as Uint32Array;
    for (let term = 0; term < newNumbers.length; term++) {
      const end = postingStarts[term + 1] as number;
      for (let posting = postingStarts[term] as number; posting < end; posting++) {
        const ordinal = ordinals[postings[posting] as number] as number;
        if (ordinal !== GONE)
          assembly.add(newNumbers[term] as number, ordinal, frequencyOf(segment, posting));
      }
      if (term % TERMS_A_STEP === 0) yield;
    }
  }
  for (let term = 0; term < counts.length; term += TERMS_A_STEP) {
    assembly.order(term, Math.min(term + TERMS_A_STEP, counts.length));
    yield;
  }
  return { ...writer.finish(), ...assembly.finish() };
}

interface MergedDictionary {
  readonly writer: TermWriter;
  /** For each source, the new number of each of its terms. */
  readonly numbers: readonly Uint32Array[];
  /** Postings that stay, by new number. */
  readonly counts: readonly number[];
}

/** Walks the sorted dictionaries side by side. A term of which nothing stays is left out. */
function* mergeDictionaries(sources: readonly Source[]): Generator<void, MergedDictionary> {
  const writer = new TermWriter();
  const numbers = sources.map(({ segment }) => new Uint32Array(segment.termStarts.length - 1));
  const next = new Uint32Array(sources.length);
  const heads = sources.map(({ segment }) => headOf(segment, 0));
  const counts: number[] = [];
  for (let step = 1; ; step++) {
    const { smallest, holders } = smallestTerm(heads);
    if (smallest === undefined) return { writer, numbers, counts };
    let count = 0;
    for (const index of holders) {
      const term = next[index] as number;
      (numbers[index] as Uint32Array)[term] = writer.count;
      count += countAlive(sources[index] as Source, term);
      next[index] = term + 1;
      heads[index] = headOf((sources[index] as Source).segment, term + 1);
    }
    if (count > 0) {
      writer.push(smallest);
      counts.push(count);
    }
    if (step % TERMS_A_STEP === 0) yield;
  }
}

function headOf(segment: SegmentArrays, term: number): Uint8Array | undefined {
  return term < segment.termStarts.length - 1 ? termAt(segment, term) : undefined;
}

/** The first term, in the order of bytes, that stands next in any source, and the sources where it does. */
function smallestTerm(heads: readonly (Uint8Array | undefined)[]): {
  readonly smallest: Uint8Array | undefined;
  readonly holders: readonly number[];
} {
  let smallest: Uint8Array | undefined;
  let holders: number[] = [];
  for (const [index, head] of heads.entries()) {
    if (head === undefined) continue;
    const order = smallest === undefined ? -1 : compareBytes(head, smallest);
    if (order < 0) {
      smallest = head;
      holders = [index];
    } else if (order === 0) holders.push(index);
  }
  return { smallest, holders };
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const difference = (left[index] as number) - (right[index] as number);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function countAlive({ segment, alive }: Source, term: number): number {
  const end = segment.postingStarts[term + 1] as number;
  let count = 0;
  for (let posting = segment.postingStarts[term] as number; posting < end; posting++) {
    count += alive[segment.postings[posting] as number] as number;
  }
  return count;
}

type Vectors = Pick<SegmentArrays, 'blocks' | 'vectorOrdinals' | 'bits' | 'codes' | 'scales'>;

interface PlacedCode {
  readonly ordinal: number;
  readonly block: VectorBlock;
  readonly index: number;
}

function* mergeVectors(sources: readonly Source[]): Generator<void, Vectors> {
  const placed = sources.flatMap(({ segment, ordinals }) =>
    vectorBlocks(segment).flatMap((block) =>
      Array.from(block.ordinals, (old, index) => ({ ordinal: ordinals[old] as number, block, index })),
    ),
  );
  yield;
  const kept = placed
    .filter(({ ordinal }) => ordinal !== GONE)
    .sort((left, right) => left.ordinal - right.ordinal);
  const byDimension = Map.groupBy(kept, ({ block }) => block.dimension);
  const dimensions = [...byDimension.keys()].sort((left, right) => left - right);
  const sections = emptyVectorSections(
    dimensions.map((dimension) => ({ dimension, count: byDimension.get(dimension)?.length ?? 0 })),
  );
  yield;
  for (const target of vectorBlocks(sections)) {
    for (const [index, vector] of (byDimension.get(target.dimension) ?? []).entries()) {
      copyVector(vector, target, index);
      if (index % TERMS_A_STEP === 0) yield;
    }
  }
  return sections;
}

function copyVector({ ordinal, block, index }: PlacedCode, target: VectorBlock, to: number): void {
  const { bytes, dimension } = block;
  target.ordinals[to] = ordinal;
  target.scales[to] = block.scales[index] as number;
  target.bits.set(block.bits.subarray(index * bytes, (index + 1) * bytes), to * bytes);
  target.codes.set(block.codes.subarray(index * dimension, (index + 1) * dimension), to * dimension);
}
