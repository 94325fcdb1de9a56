import { indexGrams } from '../../../text/grams.ts';
import { indexedText } from '../../../text/indexed-text.ts';
import type { ThreadContext } from '../operations.ts';
import { rangeOfBase } from './removals.ts';
import type { MergeInput, RemovedGrams } from './segment-merge.ts';
import { first } from './statements.ts';
import { parseList } from './stored-chunk.ts';

/**
 * The 4-grams of the removed chunks of these segments, by base, for the bases that stay. Their rows are still there:
 * rows are deleted only when no segment has their chunks any more.
 */
export function* removedGrams(
  context: ThreadContext,
  inputs: readonly MergeInput[],
  standing: ReadonlySet<number>,
): Generator<void, ReadonlyMap<number, RemovedGrams>> {
  const removed = new Map<number, RemovedGrams>();
  for (const { segment, alive } of inputs) {
    for (const base of segment.bases) {
      if (!standing.has(base)) continue;
      const sum = removed.get(base) ?? { counts: new Map<number, number>(), length: 0 };
      removed.set(base, sum);
      const [start, end] = rangeOfBase(segment, base);
      for (let ordinal = start; ordinal < end; ordinal++) {
        if (alive[ordinal] === 1) continue;
        addGrams(context, segment.chunkNumbers[ordinal] as number, sum);
        yield;
      }
    }
  }
  return removed;
}

function addGrams(context: ThreadContext, number: number, sum: RemovedGrams): void {
  const sql = 'select headings, text from chunks where number = ?';
  const row = first<{ headings: string; text: string }>(context, sql, number);
  if (row === undefined) throw new Error(`Chunk ${number} is in a segment but has no row.`);
  const { hashes, length } = indexGrams(
    indexedText({ headings: parseList<string>(row.headings), text: row.text }),
  );
  for (const hash of hashes) sum.counts.set(hash, (sum.counts.get(hash) ?? 0) + 1);
  sum.length += length;
}
