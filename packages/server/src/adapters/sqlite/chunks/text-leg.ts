import type { ChunkQuery, QueryTerm } from '../../../ports/chunk-store.ts';
import { inverseDocumentFrequency, termSaturation } from '../../../text/bm25.ts';
import { accumulate, countPostings, termFrequency } from './postings.ts';
import type { Scope, SegmentScope } from './scope.ts';
import { encodeTerm, findTerm } from './term-dictionary.ts';
import { TopList } from './top-list.ts';

/** The terms of a query, looked up in every segment of the scope. */
export interface TermLookup {
  readonly terms: readonly QueryTerm[];
  /** By segment, then by term: number in the segment's dictionary, or -1. */
  readonly numbers: readonly (readonly number[])[];
  /** Chunks in scope with the term. */
  readonly documentFrequencies: readonly number[];
  readonly inverseFrequencies: readonly number[];
}

/** Finds the terms and counts the chunks in scope that have them. */
export function lookUpTerms(scope: Scope, terms: readonly QueryTerm[]): TermLookup {
  const encoded = terms.map(({ term }) => encodeTerm(term));
  const numbers = scope.segments.map(({ live }) => encoded.map((term) => findTerm(live.arrays, term)));
  const documentFrequencies = terms.map((_, term) =>
    scope.segments.reduce(
      (sum, { live, counted }, segment) =>
        sum + countPostings(live.arrays, numbers[segment]?.[term] ?? -1, counted),
      0,
    ),
  );
  const inverseFrequencies = documentFrequencies.map((found) =>
    inverseDocumentFrequency(scope.chunkCount, found),
  );
  return { terms, numbers, documentFrequencies, inverseFrequencies };
}

/** The keys of the chunks that match the words best. `size` is that of the index. */
export function bestByText(scope: Scope, lookup: TermLookup, query: ChunkQuery, size: number): number[] {
  const { text, limit } = query;
  if (text === undefined || lookup.terms.length === 0) return [];
  const needed = Math.max(1, text.minimumMatch * lookup.terms.length);
  // A chunk that has any term of positive weight scores above zero, so matches need counting only when more is asked.
  const counting = needed > 1 || lookup.terms.some(({ weight }) => weight <= 0);
  const scores = new Float32Array(size);
  const matches = counting ? new Uint16Array(size) : undefined;
  const accumulator = matches === undefined ? { scores } : { scores, matches };
  const best = new TopList(limit);
  for (const [index, segment] of scope.segments.entries()) {
    for (const [term, { weight }] of lookup.terms.entries()) {
      const impact = {
        weight: weight * (lookup.inverseFrequencies[term] as number),
        averageLength: scope.averageLength,
      };
      const number = lookup.numbers[index]?.[term] ?? -1;
      accumulate(segment.live.arrays, number, segment.findable, impact, accumulator, segment.live.offset);
    }
    offerAll(segment, scores, matches, needed, best);
  }
  return best.keys();
}

function offerAll(
  { live, findable: { ranges, mask } }: SegmentScope,
  scores: Float32Array,
  matches: Uint16Array | undefined,
  needed: number,
  best: TopList,
): void {
  for (const [start, end] of ranges) {
    for (let ordinal = start; ordinal < end; ordinal++) {
      const key = live.offset + ordinal;
      const score = scores[key] as number;
      if (score <= best.floor || (mask !== undefined && mask[ordinal] !== 1)) continue;
      const matched = matches === undefined ? score > 0 : (matches[key] as number) >= needed;
      if (matched) best.offer(score, key);
    }
  }
}

/** Exact score and matched terms of one chunk. */
export function scoreText(
  scope: Scope,
  lookup: TermLookup,
  segment: number,
  ordinal: number,
): { readonly textScore: number; readonly matchedTerms: readonly number[] } {
  const { live } = scope.segments[segment] as SegmentScope;
  const length = live.arrays.lengths[ordinal] as number;
  const matchedTerms: number[] = [];
  let textScore = 0;
  for (const [term, { weight }] of lookup.terms.entries()) {
    const frequency = termFrequency(live.arrays, lookup.numbers[segment]?.[term] ?? -1, ordinal);
    if (frequency === 0) continue;
    matchedTerms.push(term);
    const saturation = termSaturation(frequency, length, scope.averageLength);
    textScore += weight * (lookup.inverseFrequencies[term] as number) * saturation;
  }
  return { textScore, matchedTerms };
}
