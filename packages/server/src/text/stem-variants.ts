import { setImmediate } from 'node:timers/promises';
import { foldAccents } from './fold.ts';
import { FUNCTION_WORD_SETS, type LatinLanguage } from './function-words.ts';
import { stem } from './stem.ts';
import { type AnalyzedText, type AnalyzedWord, analyze, stemPart } from './tokenize.ts';

const LANGUAGES = Object.keys(FUNCTION_WORD_SETS) as readonly LatinLanguage[];
const LATIN_WORD = /^\p{Script=Latin}+$/u;

/** Shorter stems are the stumps that one language's rules leave of another's words, and mean anything. */
const SHORTEST = 4;

/**
 * The other forms in which a passage may hold a word of a question. A short question may not show its language: then
 * those of all stemmers. One in another language than English: that of the English stemmer as well, which passages
 * without running text (tables, lists of names) get. And always the word as it is written.
 * @param text the question that the word stands in
 */
export function stemVariants(word: AnalyzedWord, text: AnalyzedText): string[] {
  if (text.certain && (text.language === 'english' || text.language === 'vietnamese')) return [];
  const languages: readonly LatinLanguage[] = text.certain ? ['english'] : LANGUAGES;
  const variants = new Set<string>();
  for (const part of word.parts) {
    if (!LATIN_WORD.test(part)) continue;
    for (const language of languages) variants.add(stemPart(part, language));
    variants.add(foldAccents(part));
  }
  for (const term of word.terms) variants.delete(term);
  return [...variants].filter((variant) => variant.length >= SHORTEST);
}

/**
 * Makes the analysis of questions ready, a few milliseconds in each turn of the event loop: the word pattern is compiled
 * and the stemmers are made when first used, and the first question that does not show its language would do it all.
 */
export async function warmQuestionAnalysis(): Promise<void> {
  analyze('ready');
  for (const language of LANGUAGES) {
    await setImmediate();
    stem(language, language);
  }
}
