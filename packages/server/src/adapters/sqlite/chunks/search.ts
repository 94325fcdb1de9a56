import type { ChunkQuery } from '../../../ports/chunk-store.ts';
import { indexedText } from '../../../text/indexed-text.ts';
import type { Operation, ThreadContext } from '../operations.ts';
import { nearestVectors } from './binary-scan.ts';
import { type CandidateRow, readCandidates, readIds, readVectors } from './candidate-rows.ts';
import { createGramScorer } from './gram-leg.ts';
import { currentIndex } from './live-index.ts';
import { resolveScope, type Scope, type SegmentScope } from './scope.ts';
import { parseList } from './stored-chunk.ts';
import { bestByText, lookUpTerms, scoreText } from './text-leg.ts';
import { toUnitLength } from './vector-block.ts';

/** The candidates on their way to the main thread, in columns: a few arrays cross at little cost. */
export interface FoundChunks {
  readonly ids: readonly string[];
  readonly textScores: Float64Array;
  readonly gramScores: Float64Array;
  /** NaN: no vector. */
  readonly vectorScores: Float64Array;
  /** Matched terms of all candidates, and where each one's begin. */
  readonly matchedTerms: Uint16Array;
  readonly matchedStarts: Uint32Array;
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
  const chosen = located.filter(({ key }) => wanted.has(key));
  const { ids, gramScores } = readAndScore(context, scope, query, chosen);
  const texts = chosen.map(({ segment, ordinal }) => scoreText(scope, lookup, segment, ordinal));
  const starts = Uint32Array.of(0, ...texts.map(({ matchedTerms }) => matchedTerms.length));
  for (let place = 1; place < starts.length; place++)
    starts[place] = (starts[place] as number) + (starts[place - 1] as number);
  const output = {
    ids,
    gramScores,
    textScores: Float64Array.from(texts, ({ textScore }) => textScore),
    vectorScores: Float64Array.from(chosen, ({ key }) => cosines?.get(key) ?? Number.NaN),
    matchedTerms: Uint16Array.from(texts.flatMap(({ matchedTerms }) => matchedTerms)),
    matchedStarts: starts,
    chunkCount: scope.chunkCount,
    documentFrequencies: lookup.documentFrequencies,
  };
  return { output };
};

/** Ids and 4-gram scores of the chosen chunks. Texts are read only when there are grams to count. */
function readAndScore(
  context: ThreadContext,
  scope: Scope,
  { text }: ChunkQuery,
  chosen: readonly Located[],
): Pick<FoundChunks, 'ids' | 'gramScores'> {
  const places = new Map(chosen.map(({ number }, place) => [number, place]));
  const ids = chosen.map(() => '');
  const gramScores = new Float64Array(chosen.length);
  const grams = text?.grams ?? [];
  if (grams.length === 0) {
    for (const [number, id] of readIds(context, [...places.keys()])) ids[places.get(number) as number] = id;
    return { ids, gramScores };
  }
  const score = createGramScorer(scope, grams);
  for (const row of readCandidates(context, [...places.keys()])) {
    const place = places.get(row[0]) as number;
    const { segment, ordinal } = chosen[place] as Located;
    const { gramLengths } = (scope.segments[segment] as SegmentScope).live.arrays;
    ids[place] = row[1];
    gramScores[place] = score(searchedText(row), gramLengths[ordinal] as number);
  }
  return { ids, gramScores };
}

function searchedText([, , headings, text]: CandidateRow): string {
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
