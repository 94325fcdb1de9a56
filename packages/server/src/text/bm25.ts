/** How soon repeats of a term stop counting. */
export const K1 = 1.2;
/** How far a long passage is held against its repeats, 0..1. */
export const B = 0.75;

/**
 * How much a term tells: `ln(1 + (N - df + .5) / (df + .5))`, never negative (Robertson and Zaragoza, The Probabilistic
 * Relevance Framework, 2009, in the form that Lucene made common).
 */
export function inverseDocumentFrequency(documents: number, withTerm: number): number {
  return Math.log(1 + (documents - withTerm + 0.5) / (withTerm + 0.5));
}

/**
 * The BM25 part of one term before its idf: `tf (k1 + 1) / (tf + k1 (1 - b + b length / averageLength))`.
 * @param frequency occurrences in the passage
 * @param length terms of the passage, repeats included; `averageLength` is the mean of that over the passages in scope
 */
export function termSaturation(frequency: number, length: number, averageLength: number): number {
  const norm = K1 * (1 - B + B * (averageLength > 0 ? length / averageLength : 1));
  return (frequency * (K1 + 1)) / (frequency + norm);
}
