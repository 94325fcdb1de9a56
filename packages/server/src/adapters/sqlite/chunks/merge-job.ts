import type { ThreadContext } from '../operations.ts';
import { ordinalsOf, type Removal, rangeOfBase, removalsAfter } from './removals.ts';
import { removedGrams } from './removed-grams.ts';
import { MAXIMUM_SEGMENT_CHUNKS, type SegmentArrays } from './segment-layout.ts';
import { type MergeInput, mergeSegments } from './segment-merge.ts';
import {
  addSegment,
  deletePieces,
  liveSegments,
  raiseGeneration,
  readSegment,
  type SegmentRow,
  writePieces,
} from './segment-store.ts';
import { all, run } from './statements.ts';

/** Segments of about one size that are merged at a time: each chunk is rewritten once a power of this. */
const FAN_IN = 8;
/** A merge holds its input and its output in memory, and as much again while it works: so this bounds it to thrice. */
const MERGE_BYTES = 48 * 1024 * 1024;

/** The next merge that is due, if any; clears away first what an interrupted one has left. */
export function mergeJob(context: ThreadContext): Generator<void, void> | undefined {
  const stale = all<{ number: number }>(context, "select number from chunk_segments where state <> 'live'");
  if (stale.length > 0)
    return discard(
      context,
      stale.map(({ number }) => number),
    );
  const group = dueGroup(liveSegments(context));
  return group === undefined ? undefined : rewrite(context, group);
}

function* discard(context: ThreadContext, numbers: readonly number[]): Generator<void, void> {
  for (const number of numbers) yield* deletePieces(context, number);
}

/** Segments of one tier (sizes within a factor of {@link FAN_IN}), smallest first, as many as fit into one. */
export function dueGroup(rows: readonly SegmentRow[]): readonly SegmentRow[] | undefined {
  const open = rows.filter(
    ({ chunks, bytes }) => chunks <= MAXIMUM_SEGMENT_CHUNKS / 2 && bytes <= MERGE_BYTES / 2,
  );
  const tiers = Map.groupBy(open, ({ chunks }) =>
    Math.floor(Math.log(Math.max(chunks, 1)) / Math.log(FAN_IN) + 1e-9),
  );
  for (const [, tier] of [...tiers].sort(([left], [right]) => left - right)) {
    if (tier.length < FAN_IN) continue;
    const group: SegmentRow[] = [];
    let chunks = 0;
    let bytes = 0;
    for (const row of tier.toSorted((left, right) => left.chunks - right.chunks)) {
      chunks += row.chunks;
      bytes += row.bytes;
      if (chunks > MAXIMUM_SEGMENT_CHUNKS || bytes > MERGE_BYTES) break;
      group.push(row);
    }
    if (group.length > 1) return group;
  }
  return undefined;
}

/**
 * Writes one segment in place of these, without what has been removed by now. Whatever is removed while it works stays
 * in the new segment as it would have in the old ones: hidden by its removal, and swept later.
 */
export function* rewrite(context: ThreadContext, rows: readonly SegmentRow[]): Generator<void, void> {
  const removals = removalsAfter(context, 0);
  const inputs: MergeInput[] = [];
  for (const row of rows) {
    const segment = readSegment(context, row);
    inputs.push({ segment, alive: aliveIn(segment, removals) });
    yield;
  }
  const grams = yield* removedGrams(context, inputs, standingBases(inputs, removals));
  const merged = yield* mergeSegments(inputs, grams);
  let number: number | undefined;
  if (merged !== undefined) {
    number = addSegment(context, 'pending', merged);
    yield* writePieces(context, number, merged);
  }
  swap(context, rows, number);
  yield;
  for (const row of rows) yield* deletePieces(context, row.number);
}

function swap(context: ThreadContext, rows: readonly SegmentRow[], merged: number | undefined): void {
  for (const { number } of rows)
    run(context, "update chunk_segments set state = 'dead' where number = ?", number);
  if (merged !== undefined) run(context, "update chunk_segments set state = 'live' where number = ?", merged);
  raiseGeneration(context);
}

function aliveIn(segment: SegmentArrays, removals: readonly Removal[]): Uint8Array {
  const alive = new Uint8Array(segment.chunkNumbers.length).fill(1);
  for (const removal of removals) alive.fill(0, ...ordinalsOf(segment, removal));
  return alive;
}

/** Bases of which something stays: the 4-grams of the others go as a whole. */
function standingBases(inputs: readonly MergeInput[], removals: readonly Removal[]): ReadonlySet<number> {
  const removed = new Set(removals.filter(({ kind }) => kind === 'base').map(({ number }) => number));
  const standing = new Set<number>();
  for (const { segment, alive } of inputs) {
    for (const base of segment.bases) {
      if (!removed.has(base) && alive.subarray(...rangeOfBase(segment, base)).includes(1)) standing.add(base);
    }
  }
  return standing;
}
