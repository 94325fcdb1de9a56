import type { ChunkQuery } from '../../../ports/chunk-store.ts';
import { indexedText } from '../../../text/indexed-text.ts';
import type { Operation, ThreadContext } from '../operations.ts';
import { nearestVectors } from './binary-scan.ts';
import {
  type CandidateRow,
  type DocumentNames,
  readCandidates,
  readDocuments,
  readVectors,
} from './candidate-rows.ts';
import { createGramScorer } from './gram-leg.ts';
import { currentIndex } from './live-index.ts';
import { resolveScope, type Scope, type SegmentScope } from './scope.ts';
import { parseList } from './stored-chunk.ts';
import { bestByText, lookUpTerms, scoreText } from './text-leg.ts';
import { toUnitLength } from './vector-block.ts';

/** The scores of a candidate, and its row as {@link readCandidates} gives it, on their way to the main thread. */
export interface FoundChunk {
  readonly row: CandidateRow;
  readonly textScore: number;
  readonly gramScore: number;
  readonly vectorScore: number | undefined;
  readonly matchedTerms: readonly number[];
}

export interface FoundChunks {
  readonly found: readonly FoundChunk[];
  /** Of all rows. */
  readonly documents: readonly DocumentNames[];
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
  const wanted = new Set([...byText, ...bestCosines(byVector, cosines, query)]);
  const chosen = new Map(located.filter(({ key }) => wanted.has(key)).map((place) => [place.number, place]));
  const rows = readCandidates(context, [...chosen.keys()]);
  const scoreGrams = createGramScorer(scope, query.text?.grams ?? []);
  const found = rows.map((row): FoundChunk => {
    const { segment, ordinal, key } = chosen.get(row[0]) as Located;
    const text = scoreText(scope, lookup, segment, ordinal);
    return { row, ...text, gramScore: scoreGrams(searchedText(row)), vectorScore: cosines?.get(key) };
  });
  const { chunkCount } = scope;
  const { documentFrequencies } = lookup;
  return { output: { found, documents: readDocuments(context, rows), chunkCount, documentFrequencies } };
};

function searchedText([, , , , , , , text, headings]: CandidateRow): string {
  return indexedText({ headings: parseList<string>(headings), text });
}

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
  const cosines = new Map<number, number>();
  readVectors(context, [...keys.keys()], query.length, (number, vector) => {
    cosines.set(keys.get(number) as number, product(query, vector));
  });
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
