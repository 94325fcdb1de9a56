import snowball from 'snowball-stemmers';
import type { LatinLanguage } from './function-words.ts';
import { remember } from './remember.ts';

/** The Snowball algorithms in use: one a Latin language, and those that a script alone decides. */
export type Stemmer = LatinLanguage | 'russian' | 'arabic' | 'armenian' | 'tamil';

/** Longer words are no words; the stemmers' time grows with the square of the length. */
const LONGEST_WORD = 40;
const SHORTEST_WORD = 3;

const stemmers = new Map<Stemmer, (word: string) => string>();

/**
 * The Snowball stem of a case-folded word; accents that are part of the language's spelling should still be there.
 * A word costs 5 to 20 us, a remembered one 0.1.
 */
export function stem(word: string, stemmer: Stemmer): string {
  return word.length > LONGEST_WORD || word.length < SHORTEST_WORD ? word : stemmerOf(stemmer)(word);
}

function stemmerOf(name: Stemmer): (word: string) => string {
  const known = stemmers.get(name);
  if (known) return known;
  const algorithm = snowball.newStemmer(name);
  const stemmer = remember((word) => algorithm.stem(word) || word);
  stemmers.set(name, stemmer);
  return stemmer;
}
