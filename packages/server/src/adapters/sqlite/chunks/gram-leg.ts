import type { QueryTerm } from '../../../ports/chunk-store.ts';
import { inverseDocumentFrequency, termSaturation } from '../../../text/bm25.ts';
import { countGrams, createGramTable, gramHash } from '../../../text/grams.ts';
import { gramFrequency } from './gram-statistics.ts';
import type { Scope } from './scope.ts';

/** Scores the 4-grams of a query on a text. */
export type GramScorer = (text: string) => number;

/**
 * Makes the scorer of a query's 4-grams. Their statistics are those of the segments as they were written: what has
 * been removed counts until it is swept, in the frequencies and in the number of chunks alike.
 */
export function createGramScorer(scope: Scope, grams: readonly QueryTerm[]): GramScorer {
  if (grams.length === 0) return () => 0;
  const { chunks, averageLength } = gramTotals(scope);
  const impacts = grams.map(
    ({ term, weight }) => weight * inverseDocumentFrequency(chunks, chunksWith(scope, gramHash(term))),
  );
  const table = createGramTable(grams.map(({ term }) => term));
  return (text) => {
    const { counts, length } = countGrams(text, table);
    let score = 0;
    for (let gram = 0; gram < counts.length; gram++) {
      const frequency = counts[gram] as number;
      if (frequency > 0)
        score += (impacts[gram] as number) * termSaturation(frequency, length, averageLength);
    }
    return score;
  };
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

function chunksWith(scope: Scope, hash: number): number {
  let sum = 0;
  for (const { live, bases } of scope.segments) {
    for (const base of bases) sum += gramFrequency(live.arrays, base, hash);
  }
  return sum;
}
