import type { ChunkFilter } from '../../../ports/chunk-store.ts';
import type { ThreadContext } from '../operations.ts';
import { indexOf } from './binary-search.ts';
import type { LiveIndex, LiveSegment } from './live-index.ts';
import { rangeOfBase, rangeOfDocument } from './removals.ts';
import { joinRanges, type Selection, select } from './selection.ts';
import { all } from './statements.ts';

/** What a filter means in one segment. */
export interface SegmentScope {
  readonly live: LiveSegment;
  /** Places in the segment of the filter's bases. */
  readonly bases: readonly number[];
  /** The chunks of the bases: they make the statistics. */
  readonly counted: Selection;
  /** The chunks that may be found. */
  readonly findable: Selection;
}

/** What a filter means: the segments that hold something of its bases, and sums over them. */
export interface Scope {
  readonly segments: readonly SegmentScope[];
  readonly chunkCount: number;
  /** Tokens a chunk. */
  readonly averageLength: number;
}

/** Looks the filter up in the snapshot. A removed base or document has no number any more, so nothing of it is in scope. */
export function resolveScope(context: ThreadContext, index: LiveIndex, filter: ChunkFilter): Scope {
  const bases = baseNumbers(context, filter);
  const documents = filter.documentIds && documentNumbers(context, bases, filter.documentIds);
  const segments: SegmentScope[] = [];
  let chunkCount = 0;
  let tokens = 0;
  for (const live of index.segments.values()) {
    const places = bases
      .map((number) => indexOf(live.arrays.bases, number, 0, live.arrays.bases.length))
      .filter((place) => place >= 0);
    if (places.length === 0) continue;
    for (const place of places) {
      chunkCount += live.baseChunks[place] as number;
      tokens += live.baseTokens[place] as number;
    }
    segments.push({ live, bases: places, ...selections(live, bases, documents) });
  }
  return { segments, chunkCount, averageLength: chunkCount === 0 ? 0 : tokens / chunkCount };
}

function selections(
  { arrays, alive }: LiveSegment,
  bases: readonly number[],
  documents: readonly number[] | undefined,
): Pick<SegmentScope, 'counted' | 'findable'> {
  const chunks = arrays.chunkNumbers.length;
  const counted = select(joinRanges(bases.map((base) => rangeOfBase(arrays, base))), chunks, alive);
  if (documents === undefined) return { counted, findable: counted };
  const ranges = documents.map((document) => rangeOfDocument(arrays, document));
  ranges.sort((left, right) => left[0] - right[0]);
  return { counted, findable: select(joinRanges(ranges), chunks, alive) };
}

function baseNumbers(context: ThreadContext, { tenantId, knowledgeBaseIds }: ChunkFilter): number[] {
  const sql = `
    select number from chunk_bases
    where tenant_id = ? and removed = 0 and base_id in (select value from json_each(?)) order by number`;
  const rows = all<{ number: number }>(context, sql, tenantId, JSON.stringify(knowledgeBaseIds));
  return rows.map(({ number }) => number);
}

function documentNumbers(
  context: ThreadContext,
  bases: readonly number[],
  documentIds: readonly string[],
): number[] {
  const sql = `
    select chunk_documents.number from json_each(?) as wanted_base
    join json_each(?) as wanted
    join chunk_documents
      on chunk_documents.base = wanted_base.value
      and chunk_documents.document_id = wanted.value
      and chunk_documents.removed = 0`;
  const ids = JSON.stringify([...new Set(documentIds)]);
  return all<{ number: number }>(context, sql, JSON.stringify(bases), ids).map(({ number }) => number);
}
