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
/** One word that two languages share. */
const LEAST_EVIDENCE = 0.5;
/** One word of a language that it does not share may be a name or belong to a language that we do not know. */
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
  /** False: little in the text speaks for a language, and this one is a guess. */
  readonly certain: boolean;
}

/**
 * Guesses the language of words in Latin letters by their function words. A word counts in inverse proportion to the
 * number of languages that share it, so that `de` or `in` decide little. A tie goes to English, then to the order of
 * the table: the same words always give the same answer.
 * @param words case-folded words with their accents (see {@link foldCase}); only the first 400 are looked at
 * @param fold removes accents, as the table has none
 */
export function detectLanguage(words: readonly string[], fold: (word: string) => string): DetectedLanguage {
  const scores = new Map<LatinLanguage, number>();
  const sample = words.length > SAMPLE_WORDS ? words.slice(0, SAMPLE_WORDS) : words;
  let vietnamese = 0;
  for (const word of sample) {
    if (VIETNAMESE.test(word) || VIETNAMESE_WORDS.has(word)) vietnamese++;
    const languages = knownBy.get(fold(word)) ?? NO_LANGUAGE;
    for (const language of languages)
      scores.set(language, (scores.get(language) ?? 0) + 1 / languages.length);
  }
  const found = best(scores);
  const others = scores.get(found.language as LatinLanguage) ?? 0;
  return vietnamese > others ? { language: 'vietnamese', certain: true } : found;
}

function best(scores: ReadonlyMap<LatinLanguage, number>): DetectedLanguage {
  let language: LatinLanguage = 'english';
  let highest = scores.get('english') ?? 0;
  for (const [candidate, score] of scores) {
    if (score > highest && score >= LEAST_EVIDENCE) [language, highest] = [candidate, score];
  }
  return { language, certain: highest >= (language === 'english' ? LEAST_EVIDENCE : GOOD_EVIDENCE) };
}
