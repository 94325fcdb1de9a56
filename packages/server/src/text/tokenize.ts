import { foldAccents, foldCase } from './fold.ts';
import { FUNCTION_WORD_SETS, type LatinLanguage } from './function-words.ts';
import { type DetectedLanguage, detectLanguage, type TextLanguage } from './language.ts';
import { remember } from './remember.ts';
import { type Stemmer, stem } from './stem.ts';
import { segmentUnspaced } from './unspaced.ts';
import { splitWord, type WordParts } from './word-parts.ts';
import { findWords, type Word, type WordKind } from './words.ts';

/** A word of a text with its index terms. */
export interface AnalyzedWord extends Word {
  readonly terms: readonly string[];
  /** The parts of a word of a script with blanks, case-folded, accents kept, before stemming. */
  readonly parts: readonly string[];
  /** The same without accents. */
  readonly surfaces: readonly string[];
  /** Carries grammar, no subject: retrieval may leave it out of a question. */
  readonly functionWord: boolean;
}

export interface AnalyzedText extends DetectedLanguage {
  readonly words: readonly AnalyzedWord[];
}

const CYRILLIC = /^\p{Script=Cyrillic}/u;
const ARABIC = /^\p{Script=Arabic}/u;
const ARMENIAN = /^\p{Script=Armenian}/u;
const TAMIL = /^\p{Script=Tamil}/u;
/** Letters of Persian and Urdu: the Arabic stemmer does not know these languages. */
const NOT_ARABIC = /[\u067e\u0686\u0698\u06a9\u06af\u06cc\u0679\u0688\u0691\u06ba\u06d2\u06c1\u06be]/;
const LATIN = /^\p{Script=Latin}/u;
const CAPITALS = /^[A-Z]{2,}$/;
const HAS_DIGIT = /\p{N}/u;
const KANA = /[\u3040-\u30ff]/;
const NO_PARTS: readonly string[] = [];
/** Particles that Korean hangs on a noun, longest first. */
const KOREAN_PARTICLE =
  /(?:에서는|으로는|에서|으로|에게|까지|부터|이나|이라|라는|이란|은|는|이|가|을|를|의|에|로|와|과|도|만|란)$/;

/**
 * Cuts a text of any language into index terms, repeats included, in order; the same function serves documents and
 * questions.
 *
 * Words are case-folded, stemmed by script and detected language, and freed of accents. Han and Kana become single
 * characters and pairs, Hangul pairs and the word without its particle, Thai, Lao, Khmer and Myanmar the words of
 * `Intl.Segmenter`, Vietnamese syllables with their marks, and pairs of them without. Codes, numbers, addresses, paths and identifiers stand
 * whole and in parts. Function words of the detected language are left out, unless the text has nothing else.
 */
export function tokenize(text: string): string[] {
  return termsOf(analyze(text));
}

/** The terms of an analyzed text: see {@link tokenize}. */
function termsOf(analyzed: AnalyzedText): string[] {
  const terms: string[] = [];
  for (const word of analyzed.words) if (!word.functionWord) for (const term of word.terms) terms.push(term);
  if (terms.length > 0) return terms;
  return analyzed.words.flatMap((word) => word.terms);
}

/** The words of a text with their places, terms, and what is known about its language. Linear time. */
export function analyze(text: string): AnalyzedText {
  const found = findWords(text);
  const split = found.map(({ kind, start, end }) =>
    kind === 'spaced' ? splitRemembered(text.slice(start, end)) : undefined,
  );
  const detected = detectLanguage(proseWords(split), foldRemembered);
  const spaced = spacedWords(detected, isShouting(text));
  const words = found.map(({ kind, start, end }): AnalyzedWord => {
    const run = text.slice(start, end);
    const { terms, parts, surfaces, functionWord } =
      kind === 'spaced' ? spaced(run) : unspacedWord(run, kind);
    return { kind, start, end, terms, parts, surfaces, functionWord };
  });
  return { ...detected, words: detected.language === 'vietnamese' ? withPairs(words) : words };
}

/** What a word is, wherever it stands. */
type WordContent = Omit<AnalyzedWord, keyof Word>;

const splitRemembered = remember(splitWord);
const foldRemembered = remember(foldAccents);
const spacedByContext = new Map<string, (run: string) => WordContent>();

/** The analysis of words in texts of one kind, with its memory: half of the words of any text have just been seen. */
function spacedWords(detected: DetectedLanguage, shouting: boolean): (run: string) => WordContent {
  const context = `${detected.language} ${detected.certain} ${shouting}`;
  let words = spacedByContext.get(context);
  if (!words) {
    words = remember((run) => spacedWord(run, detected, shouting));
    spacedByContext.set(context, words);
  }
  return words;
}

/** Words in Latin letters that are neither codes nor single letters. */
function proseWords(split: readonly (WordParts | undefined)[]): string[] {
  const prose: string[] = [];
  for (const word of split) {
    if (word === undefined || word.whole !== undefined) continue;
    for (const part of word.parts) if (part.length > 1 && LATIN.test(part)) prose.push(part);
  }
  return prose;
}

/** Adds the pair with the syllable before, without marks, to each word of a Vietnamese text. */
function withPairs(words: readonly AnalyzedWord[]): AnalyzedWord[] {
  let before: string | undefined;
  return words.map((word) => {
    const pairs: string[] = [];
    for (const surface of word.surfaces) {
      if (before !== undefined) pairs.push(`${before} ${surface}`);
      before = surface;
    }
    return { ...word, terms: [...word.terms, ...pairs] };
  });
}

/** Capitals mean nothing in a text that has hardly anything else. */
function isShouting(text: string): boolean {
  let capitals = 0;
  let small = 0;
  for (let index = 0; index < text.length && index < 2000; index++) {
    const code = text.charCodeAt(index);
    if (code >= 65 && code <= 90) capitals++;
    else if (code >= 97 && code <= 122) small++;
  }
  return capitals > small;
}

function spacedWord(run: string, detected: DetectedLanguage, shouting: boolean): WordContent {
  const { parts, whole } = splitRemembered(run);
  const surfaces = parts.map(foldAccents);
  const terms = parts.map((part) => stemPart(part, detected.language));
  if (whole !== undefined) terms.push(foldAccents(whole));
  const surface = surfaces.length === 1 && whole === undefined ? surfaces[0] : undefined;
  const acronym = !shouting && CAPITALS.test(run);
  const functionWord = surface !== undefined && !acronym && isFunctionWord(surface, detected);
  return { terms, parts, surfaces, functionWord };
}

/** By the words of the detected language; where that is a guess, those of English. */
function isFunctionWord(surface: string, { language, certain }: DetectedLanguage): boolean {
  if (language === 'vietnamese') return false;
  return FUNCTION_WORD_SETS[certain ? language : 'english'].has(surface);
}

/** The index term of a case-folded part in a text of this language. */
export function stemPart(part: string, language: TextLanguage): string {
  if (language === 'vietnamese') return part;
  const stemmer = HAS_DIGIT.test(part) ? undefined : stemmerFor(part, language);
  if (stemmer === undefined) return foldAccents(part);
  return foldAccents(stem(stemmer === 'english' ? foldAccents(part) : part, stemmer));
}

function stemmerFor(part: string, language: LatinLanguage): Stemmer | undefined {
  if (LATIN.test(part)) return language;
  if (CYRILLIC.test(part)) return 'russian';
  if (ARABIC.test(part)) return NOT_ARABIC.test(part) ? undefined : 'arabic';
  if (ARMENIAN.test(part)) return 'armenian';
  return TAMIL.test(part) ? 'tamil' : undefined;
}

function unspacedWord(run: string, kind: Exclude<WordKind, 'spaced'>): WordContent {
  const surface = foldCase(run);
  const terms = TERMS_OF[kind](surface);
  return { terms, parts: NO_PARTS, surfaces: terms, functionWord: false };
}

/** Han characters alone, and every pair of neighbours; Kana alone only where it stands alone. */
function hanTerms(surface: string): string[] {
  const letters = [...surface];
  const terms: string[] = [];
  for (const [index, letter] of letters.entries()) {
    if (letters.length === 1 || !KANA.test(letter)) terms.push(letter);
    const next = letters[index + 1];
    if (next !== undefined) terms.push(letter + next);
  }
  return terms;
}

function hangulTerms(surface: string): string[] {
  const terms: string[] = [];
  for (let index = 0; index + 1 < surface.length; index++) terms.push(surface.slice(index, index + 2));
  if (surface.length === 1) terms.push(surface);
  const noun = surface.replace(KOREAN_PARTICLE, '');
  if (noun.length > 2 && noun.length <= 12) terms.push(noun);
  return terms;
}

const TERMS_OF = { han: hanTerms, hangul: hangulTerms, unspaced: segmentUnspaced };
