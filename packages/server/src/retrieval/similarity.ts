import { inverseDocumentFrequency } from '../text/bm25.ts';

/** What the terms of a question weigh in a similarity. */
export interface TermWeights {
  /** For each term the question's word that it stands for, as in {@link SearchTerms}. */
  readonly words: readonly (number | undefined)[];
  /** Share of each word in the question's weight; they sum to 1, unless the question has no words. */
  readonly weights: ReadonlyMap<number, number>;
}

/**
 * Weighs the question's words by how much they tell in the bases in scope: the idf of the rarest of a word's forms that
 * occurs there, else of a word that nobody wrote.
 */
export function termWeights(
  words: readonly (number | undefined)[],
  statistics: { readonly chunkCount: number; readonly documentFrequencies: readonly number[] },
): TermWeights {
  const frequencies = new Map<number, number>();
  for (const [index, word] of words.entries()) {
    if (word === undefined) continue;
    const frequency = statistics.documentFrequencies[index] ?? 0;
    frequencies.set(word, Math.max(frequencies.get(word) ?? 0, frequency));
  }
  const weights = new Map<number, number>();
  let sum = 0;
  for (const [word, frequency] of frequencies) {
    const weight = inverseDocumentFrequency(statistics.chunkCount, frequency);
    weights.set(word, weight);
    sum += weight;
  }
  for (const [word, weight] of weights) weights.set(word, weight / sum);
  return { words, weights };
}

/** Share of the question's term weight that occurs in a chunk, 0..1. */
export function termSimilarity(matchedTerms: readonly number[], { words, weights }: TermWeights): number {
  const matched = new Set<number>();
  for (const index of matchedTerms) {
    const word = words[index];
    if (word !== undefined) matched.add(word);
  }
  let similarity = 0;
  for (const word of matched) similarity += weights.get(word) ?? 0;
  return Math.min(1, similarity);
}

/**
 * The combined similarity of the wire contract: `w * vector + (1 - w) * term`, and the term similarity alone when no
 * candidate has any likeness by vector.
 */
export function combinedSimilarity(
  term: number,
  vector: number,
  vectorWeight: number,
  anyVector: boolean,
): number {
  return anyVector ? vectorWeight * vector + (1 - vectorWeight) * term : term;
}
