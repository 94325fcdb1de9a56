import type { ChunkQuery } from '../../../ports/chunk-store.ts';
import { indexedText } from '../../../text/indexed-text.ts';
import type { Operation, ThreadContext } from '../operations.ts';
import { nearestVectors } from './binary-scan.ts';
import { createGramScorer } from './gram-leg.ts';
import { currentIndex } from './live-index.ts';
import { resolveScope, type Scope, type SegmentScope } from './scope.ts';
import { all } from './statements.ts';
import { parseList, STORED_CHUNK_COLUMNS, type StoredChunk } from './stored-chunk.ts';
import { bestByText, lookUpTerms, scoreText } from './text-leg.ts';
import { toUnitLength } from './vector-block.ts';

/** A candidate on its way to the main thread. */
export interface FoundChunk {
  readonly row: StoredChunk;
  readonly textScore: number;
  readonly gramScore: number;
  readonly vectorScore: number | undefined;
  readonly matchedTerms: readonly number[];
}

export interface FoundChunks {
  readonly found: readonly FoundChunk[];
  readonly chunkCount: number;
  readonly documentFrequencies: readonly number[];
}

/** Both legs, then every score of every candidate, all on one snapshot. */
export const searchChunks: Operation<ChunkQuery, FoundChunks> = (context, query) => {
  const index = currentIndex(context);
  const scope = resolveScope(context, index, query.filter);
  const lookup = lookUpTerms(scope, query.text?.terms ?? []);
  const byText = bestByText(scope, lookup, query, index.size);
  const unit = query.vector && toUnitLength(query.vector.values);
  const byVector = unit === undefined ? [] : nearVectors(scope, unit, query.limit);
  const located = locate(scope, new Set([...byText, ...byVector]));
  const cosines = unit === undefined ? undefined : exactCosines(context, unit, located);
  const wanted = new Set(byText);
  for (const key of bestCosines(byVector, cosines, query)) wanted.add(key);
  const rows = readRows(context, located, wanted);
  const scoreGrams = createGramScorer(scope, query.text?.grams ?? []);
  const found: FoundChunk[] = [];
  for (const place of located) {
    const row = rows.get(place.number);
    if (row === undefined) continue;
    found.push({
      row,
      ...scoreText(scope, lookup, place.segment, place.ordinal),
      gramScore: scoreGrams(indexedText({ headings: parseList<string>(row.headings), text: row.text })),
      vectorScore: cosines?.get(place.key),
    });
  }
  const { chunkCount } = scope;
  return { output: { found, chunkCount, documentFrequencies: lookup.documentFrequencies } };
};

/** Near misses that are scored exactly beside the wanted number: bytes tell cosines to about .001. */
const SPARE = 56;

function nearVectors(scope: Scope, query: Float32Array, limit: number): number[] {
  const scopes = scope.segments.flatMap(({ live, findable }) =>
    live.blocks.map((block) => ({ block, selection: findable, offset: live.offset })),
  );
  return nearestVectors(query, scopes, limit + SPARE);
}

/** Where a candidate stands. */
interface Located {
  readonly key: number;
  /** Place in `scope.segments`. */
  readonly segment: number;
  readonly ordinal: number;
  /** Of its row. */
  readonly number: number;
}

function locate(scope: Scope, keys: ReadonlySet<number>): Located[] {
  const ascending = [...keys].sort((left, right) => left - right);
  let segment = 0;
  return ascending.map((key) => {
    const holder = (): SegmentScope => scope.segments[segment] as SegmentScope;
    while (key >= holder().live.offset + holder().live.arrays.chunkNumbers.length) segment++;
    const ordinal = key - holder().live.offset;
    return { key, segment, ordinal, number: holder().live.arrays.chunkNumbers[ordinal] as number };
  });
}

/** Cosine by key, for the candidates that have a vector of the query's dimension. */
function exactCosines(
  context: ThreadContext,
  query: Float32Array,
  located: readonly Located[],
): Map<number, number> {
  const keys = new Map(located.map(({ number, key }) => [number, key]));
  const sql = `
    select chunk_vectors.number, chunk_vectors.vector from json_each(?) as wanted
    join chunk_vectors on chunk_vectors.number = wanted.value`;
  const numbers = JSON.stringify(located.map(({ number }) => number));
  const cosines = new Map<number, number>();
  for (const { number, vector } of all<{ number: number; vector: Uint8Array }>(context, sql, numbers)) {
    const key = keys.get(number);
    if (key === undefined || vector.byteLength !== query.byteLength) continue;
    cosines.set(key, product(query, new Float32Array(vector.buffer, vector.byteOffset, query.length)));
  }
  return cosines;
}

function product(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] as number) * (right[index] as number);
  return sum;
}

function bestCosines(
  keys: readonly number[],
  cosines: ReadonlyMap<number, number> | undefined,
  { vector, limit }: ChunkQuery,
): number[] {
  if (cosines === undefined || vector === undefined) return [];
  const cosine = (key: number): number => cosines.get(key) ?? Number.NEGATIVE_INFINITY;
  const near = keys.filter((key) => cosine(key) >= vector.minimumSimilarity);
  return near.sort((left, right) => cosine(right) - cosine(left)).slice(0, limit);
}

/** Rows by number, of the wanted candidates alone. */
function readRows(
  context: ThreadContext,
  located: readonly Located[],
  wanted: ReadonlySet<number>,
): Map<number, StoredChunk> {
  const numbers = located.filter(({ key }) => wanted.has(key)).map(({ number }) => number);
  const sql = `
    select ${STORED_CHUNK_COLUMNS}, chunks.number from json_each(?) as wanted
    join chunks on chunks.number = wanted.value
    join chunk_documents on chunk_documents.number = chunks.document
    join chunk_bases on chunk_bases.number = chunk_documents.base`;
  const rows = all<StoredChunk & { number: number }>(context, sql, JSON.stringify(numbers));
  return new Map(rows.map((row) => [row.number, row]));
}
