import type { AnalyzedText } from '../text/tokenize.ts';

/** English has few endings and good stems: the 4-grams help half as much. */
const ENGLISH = 0.5;
const ALPHABETIC = 1;
/** Pairs of syllables do part of the same work. */
const VIETNAMESE = 0.75;
/** The terms of scripts without blanks are short pieces already. */
const UNSPACED = 0;

/** The weight of the 4-gram leg against the words, by the language of the question: see the README of the static embedding. */
export function gramWeight(query: AnalyzedText): number {
  let spaced = 0;
  let unspaced = 0;
  for (const { kind, start, end } of query.words) {
    if (kind === 'han' || kind === 'unspaced') unspaced += end - start;
    else spaced += end - start;
  }
  if (unspaced > spaced) return UNSPACED;
  if (query.language === 'vietnamese') return VIETNAMESE;
  const latin = query.words.some(({ parts }) => parts.some((part) => LATIN.test(part)));
  return latin && query.language === 'english' ? ENGLISH : ALPHABETIC;
}

const LATIN = /^\p{Script=Latin}/u;
