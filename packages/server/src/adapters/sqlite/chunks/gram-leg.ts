import type { QueryTerm } from '../../../ports/chunk-store.ts';
import { inverseDocumentFrequency, termSaturation } from '../../../text/bm25.ts';
import { countGrams, createGramTable } from '../../../text/gram-table.ts';
import { gramHash } from '../../../text/grams.ts';
import { gramFrequency } from './gram-sections.ts';
import type { Scope, SegmentScope } from './scope.ts';

/** Scores the 4-grams of a query on a text, which has `length` grams in all. */
export type GramScorer = (text: string, length: number) => number;

/**
 * Makes the scorer of a query's 4-grams. Their statistics are those of the segments as they were written: what has
 * been removed counts until it is swept, in the frequencies and in the number of chunks alike.
 */
export function createGramScorer(scope: Scope, grams: readonly QueryTerm[]): GramScorer {
  if (grams.length === 0) return () => 0;
  const { chunks, averageLength } = gramTotals(scope);
  const wanted = scope.segments.map(wantedBases);
  const impacts = grams.map(({ term, weight }) => {
    const hash = gramHash(term);
    const found = scope.segments.reduce(
      (sum, { live }, index) => sum + gramFrequency(live.arrays, hash, wanted[index]),
      0,
    );
    return weight * inverseDocumentFrequency(chunks, found);
  });
  const table = createGramTable(grams.map(({ term }) => term));
  const counts = new Uint32Array(table.size);
  return (text, length) => {
    countGrams(text, table, counts);
    let score = 0;
    for (let gram = 0; gram < counts.length; gram++) {
      const frequency = counts[gram] as number;
      if (frequency > 0)
        score += (impacts[gram] as number) * termSaturation(frequency, length, averageLength);
    }
    return score;
  };
}

/** 1 by place of a base in scope; undefined when all of the segment are. */
function wantedBases({ live, bases }: SegmentScope): Uint8Array | undefined {
  if (bases.length === live.arrays.bases.length) return undefined;
  const wanted = new Uint8Array(live.arrays.bases.length);
  for (const base of bases) wanted[base] = 1;
  return wanted;
}

function gramTotals(scope: Scope): { readonly chunks: number; readonly averageLength: number } {
  let chunks = 0;
  let length = 0;
  for (const { live, bases } of scope.segments) {
    const { baseStarts, baseGramLengths } = live.arrays;
    for (const base of bases) {
      chunks += (baseStarts[base + 1] as number) - (baseStarts[base] as number);
      length += baseGramLengths[base] as number;
    }
  }
  return { chunks, averageLength: chunks === 0 ? 0 : length / chunks };
}
