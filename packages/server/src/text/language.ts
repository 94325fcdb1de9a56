import { isAscii } from './fold.ts';
import { FUNCTION_WORD_SETS, type LatinLanguage } from './function-words.ts';

/** The language of a text in Latin letters; `vietnamese` has syllables in place of words. */
export type TextLanguage = LatinLanguage | 'vietnamese';

/** Letters that only Vietnamese has among living languages with many readers. */
const VIETNAMESE = /[ơư\u1ea0-\u1ef9]/;
/** Common words without such a letter; their marks set them apart from words of other languages. */
const VIETNAMESE_WORDS = new Set(
  'ai bao bằng cái các có còn cùng của cho cũng do gì hay khi không khác là lên mà mình mấy ngày này nào nhiêu như những nên năm nó ông qua rất ra sao sau tháng tên theo thì tôi trong trên tại tới từ vào và vì về với đâu đã đây đó để được đến điều ở'.split(
    ' ',
  ),
);
const SAMPLE_WORDS = 400;
/** Of English, which stands in for languages unknown: one word that it shares with one other. */
const ENGLISH_EVIDENCE = 0.5;
/** Of any other: one word that it does not share may be a name or belong to a language that we do not know. */
const GOOD_EVIDENCE = 1.5;
const LANGUAGES = Object.entries(FUNCTION_WORD_SETS) as readonly [LatinLanguage, ReadonlySet<string>][];
const NO_LANGUAGE: readonly LatinLanguage[] = [];
const knownBy = indexFunctionWords();

function indexFunctionWords(): ReadonlyMap<string, readonly LatinLanguage[]> {
  const index = new Map<string, LatinLanguage[]>();
  for (const [language, words] of LANGUAGES) {
    for (const word of words) {
      const languages = index.get(word);
      if (languages) languages.push(language);
      else index.set(word, [language]);
    }
  }
  return index;
}

/** What {@link detectLanguage} found. */
export interface DetectedLanguage {
  readonly language: TextLanguage;
  /** False: little in the text speaks for a language, and English stands in for it. */
  readonly certain: boolean;
}

/**
 * Guesses the language of words in Latin letters by their function words. A word counts in inverse proportion to the
 * number of languages that share it, so that `de` or `in` decide little. Among the languages for which enough different
 * words speak, the one with most occurrences is taken: a list in which each name begins with `Hon.` or `Los` is neither
 * Swedish nor Spanish. Nothing to go by, or a tie: English, then the order of the table.
 * @param words case-folded words with their accents (see {@link foldCase}); only the first 400 are looked at
 * @param fold removes accents, as the table has none
 */
export function detectLanguage(words: readonly string[], fold: (word: string) => string): DetectedLanguage {
  const different = new Map<LatinLanguage, number>();
  const occurrences = new Map<LatinLanguage, number>();
  const seen = new Set<string>();
  let vietnamese = 0;
  let marked = false;
  for (const word of words.length > SAMPLE_WORDS ? words.slice(0, SAMPLE_WORDS) : words) {
    const languages = knownBy.get(fold(word)) ?? NO_LANGUAGE;
    if (VIETNAMESE.test(word) || VIETNAMESE_WORDS.has(word)) {
      vietnamese++;
      // `do` and `cho` may as well be English and a name.
      marked ||= !isAscii(word);
    }
    const share = 1 / languages.length;
    for (const language of languages) {
      occurrences.set(language, (occurrences.get(language) ?? 0) + share);
      if (!seen.has(word)) different.set(language, (different.get(language) ?? 0) + share);
    }
    seen.add(word);
  }
  const found = best(different, occurrences);
  const others = occurrences.get(found.language as LatinLanguage) ?? 0;
  return marked && vietnamese > others ? { language: 'vietnamese', certain: true } : found;
}

function best(
  different: ReadonlyMap<LatinLanguage, number>,
  occurrences: ReadonlyMap<LatinLanguage, number>,
): DetectedLanguage {
  const certain = (different.get('english') ?? 0) >= ENGLISH_EVIDENCE;
  let found: DetectedLanguage = { language: 'english', certain };
  let most = occurrences.get('english') ?? 0;
  for (const [language, evidence] of different) {
    const count = occurrences.get(language) ?? 0;
    if (count <= most || evidence < GOOD_EVIDENCE) continue;
    [found, most] = [{ language, certain: true }, count];
  }
  return found;
}
