import type { ThreadContext } from '../operations.ts';
import { ordinalsOf, type Removal, removalsAfter } from './removals.ts';
import { type SegmentArrays, UnreadableSegment } from './segment-layout.ts';
import { generationOf, liveSegments, readSegment, type SegmentRow } from './segment-store.ts';
import { type VectorBlock, vectorBlocks } from './vector-block.ts';

/** A segment that a reader holds, with what has been removed from it since it was written. */
export interface LiveSegment {
  readonly arrays: SegmentArrays;
  readonly blocks: readonly VectorBlock[];
  /** 1 by ordinal where the chunk is alive; absent while all are. */
  alive?: Uint8Array;
  /** By base: chunks that are alive, and their tokens. */
  readonly baseChunks: Uint32Array;
  readonly baseTokens: Float64Array;
  /** A chunk's key is its ordinal plus this. */
  offset: number;
}

/**
 * The segments as one reader thread holds them: some 900 bytes a chunk of 150 words with 256 dimensions (postings 360,
 * vectors 294, terms 76, statistics of 4-grams 156 with twenty bases and less with fewer). Each look compares one number
 * with the database; only what has changed is loaded.
 */
export interface LiveIndex {
  readonly segments: Map<number, LiveSegment>;
  /** Segments that the writer is building anew (see rebuild-job.ts): until then the others are searched. */
  readonly unreadable: Set<number>;
  generation: number;
  /** The latest removal that has been applied. */
  sequence: number;
  /** Sum of the segments' sizes: keys are below it. */
  size: number;
}

const STATE_KEY = 'chunks.index';

function indexOfThread({ state }: ThreadContext): LiveIndex {
  const known = state.get(STATE_KEY) as LiveIndex | undefined;
  const index = known ?? { segments: new Map(), unreadable: new Set(), generation: -1, sequence: 0, size: 0 };
  state.set(STATE_KEY, index);
  return index;
}

/** The index as the reader's snapshot has it. */
export function currentIndex(context: ThreadContext): LiveIndex {
  const index = indexOfThread(context);
  const generation = generationOf(context);
  if (index.generation === generation) return index;
  loadSegments(context, index, Number.POSITIVE_INFINITY);
  applyRemovals(context, index);
  index.generation = generation;
  return index;
}

/** Loads segments for about this long; true when all are there. So the first question need not wait for all. */
export function warmIndex(context: ThreadContext, milliseconds: number): boolean {
  const index = indexOfThread(context);
  if (index.generation === generationOf(context)) return true;
  return loadSegments(context, index, performance.now() + milliseconds);
}

/** Brings the set of segments up to date, as far as time allows; true when it is. */
function loadSegments(context: ThreadContext, index: LiveIndex, deadline: number): boolean {
  const rows = liveSegments(context);
  const numbers = new Set(rows.map(({ number }) => number));
  for (const number of index.segments.keys()) if (!numbers.has(number)) index.segments.delete(number);
  const missing = rows.filter(({ number }) => !index.segments.has(number) && !index.unreadable.has(number));
  const removals = missing.length === 0 ? [] : removalsAfter(context, 0);
  // What is applied to new segments only must not move `sequence` past what the others have not seen.
  const seen = removals.filter(({ sequence }) => sequence <= index.sequence);
  for (const row of missing) {
    if (performance.now() > deadline) return false;
    const segment = readLive(context, row);
    if (segment === undefined) {
      index.unreadable.add(row.number);
      continue;
    }
    for (const removal of seen) applyRemoval(segment, removal);
    index.segments.set(row.number, segment);
  }
  index.size = 0;
  for (const segment of index.segments.values()) {
    segment.offset = index.size;
    index.size += segment.arrays.chunkNumbers.length;
  }
  return true;
}

function readLive(context: ThreadContext, row: SegmentRow): LiveSegment | undefined {
  try {
    return toLive(readSegment(context, row));
  } catch (error) {
    if (error instanceof UnreadableSegment) return undefined;
    throw error;
  }
}

function applyRemovals(context: ThreadContext, index: LiveIndex): void {
  for (const removal of removalsAfter(context, index.sequence)) {
    for (const segment of index.segments.values()) applyRemoval(segment, removal);
    index.sequence = removal.sequence;
  }
}

function toLive(arrays: SegmentArrays): LiveSegment {
  const { bases, baseStarts, lengths } = arrays;
  const baseChunks = bases.map((_, base) => (baseStarts[base + 1] as number) - (baseStarts[base] as number));
  const baseTokens = Float64Array.from(bases, (_, base) => {
    let sum = 0;
    const end = baseStarts[base + 1] as number;
    for (let ordinal = baseStarts[base] as number; ordinal < end; ordinal++)
      sum += lengths[ordinal] as number;
    return sum;
  });
  return { arrays, blocks: vectorBlocks(arrays), baseChunks, baseTokens, offset: 0 };
}

function applyRemoval(segment: LiveSegment, removal: Removal): void {
  const { arrays, baseChunks, baseTokens } = segment;
  const [start, end] = ordinalsOf(arrays, removal);
  if (end === start) return;
  segment.alive ??= new Uint8Array(arrays.chunkNumbers.length).fill(1);
  let base = 0;
  for (let ordinal = start; ordinal < end; ordinal++) {
    if (segment.alive[ordinal] === 0) continue;
    while (ordinal >= (arrays.baseStarts[base + 1] as number)) base++;
    segment.alive[ordinal] = 0;
    baseChunks[base] = (baseChunks[base] as number) - 1;
    baseTokens[base] = (baseTokens[base] as number) - (arrays.lengths[ordinal] as number);
  }
}
