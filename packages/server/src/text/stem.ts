import snowball from 'snowball-stemmers';
import type { LatinLanguage } from './function-words.ts';

/** The Snowball algorithms in use: one a Latin language, and those that a script alone decides. */
export type Stemmer = LatinLanguage | 'russian' | 'arabic' | 'armenian' | 'tamil';

/** A stemmed word costs 5 to 20 us, a remembered one 0.1; words longer than this are no words. */
const LONGEST_WORD = 40;
const REMEMBERED_WORDS = 10_000;

const stemmers = new Map<Stemmer, { stem(word: string): string }>();
const remembered = new Map<Stemmer, Map<string, string>>();

/** The Snowball stem of a case-folded word; accents that are part of the language's spelling should still be there. */
export function stem(word: string, stemmer: Stemmer): string {
  if (word.length > LONGEST_WORD || word.length < 3) return word;
  const cache = cacheOf(stemmer);
  const known = cache.get(word);
  if (known !== undefined) return known;
  if (cache.size >= REMEMBERED_WORDS) cache.clear();
  const result = stemmerOf(stemmer).stem(word) || word;
  cache.set(word, result);
  return result;
}

function cacheOf(stemmer: Stemmer): Map<string, string> {
  let cache = remembered.get(stemmer);
  if (!cache) {
    cache = new Map();
    remembered.set(stemmer, cache);
  }
  return cache;
}

function stemmerOf(name: Stemmer): { stem(word: string): string } {
  let stemmer = stemmers.get(name);
  if (!stemmer) {
    stemmer = snowball.newStemmer(name);
    stemmers.set(name, stemmer);
  }
  return stemmer;
}
