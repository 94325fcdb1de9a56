import { splitSentences } from '../text/sentences.ts';
import { type AnalyzedWord, analyze } from '../text/tokenize.ts';
import { contradict, type Statement, statementOf } from './negation.ts';
import { numbersOf } from './numbers.ts';

/** A passage that supports a sentence. */
export interface Support {
  /** The quote's place in the chunk's text, UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Share of the sentence's content that the quote covers, 0..1. */
  readonly score: number;
}

/** A sentence of an answer, made ready to be compared. */
export interface Claim {
  readonly text: string;
  readonly words: readonly ClaimWord[];
  readonly statement: Statement;
  readonly numbers: ReadonlySet<string>;
  /** Words of content; below two there is too little to compare. */
  readonly contentWords: number;
}

interface ClaimWord {
  /** Each form that a passage may have the word in. */
  readonly forms: readonly string[];
  readonly weight: number;
  readonly isName: boolean;
}

/** A passage made ready to be compared. */
export interface PreparedPassage {
  readonly sentences: readonly PreparedSentence[];
  /** Terms of all sentences. */
  readonly terms: ReadonlySet<string>;
  /** Terms and numbers of title and headings: they hold for every sentence below them. */
  readonly headingTerms: ReadonlySet<string>;
  readonly headingNumbers: ReadonlySet<string>;
}

interface PreparedSentence extends Statement {
  readonly start: number;
  readonly end: number;
  readonly numbers: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** A mark of the model stands when its passage covers this much of the sentence. */
export const MARK_THRESHOLD = 0.45;
const LONGEST_WINDOW = 3;
/** What one more sentence must add before the quote grows by it. */
const WORTH_A_SENTENCE = 0.12;
/** More text shares more words by chance: each further sentence must make up for it. */
const LONGER_QUOTE = 0.06;
const NAME_WEIGHT = 1.4;
/** Targets of links say nothing that a passage could support. */
const ADDRESS = /\]\([^()]{0,500}\)|https?:\/\/[^\s)>]{1,500}/g;
const MARKUP = /[*_`#>|]+/g;

/**
 * The part of a chunk that supports a sentence, if any: the shortest run of at most three sentences that covers the
 * most of its content words. Every number of the sentence must stand in it, no name may be exchanged for another, and
 * neither side may negate what the other states. A sentence that shares no words with the chunk, as across languages,
 * is not supported by this measure.
 */
export function findSupport(sentence: string, chunkText: string): Support | undefined {
  return supportIn(prepareClaim(sentence), preparePassage(chunkText, ''), MARK_THRESHOLD);
}

/** Makes a sentence ready for {@link supportIn}. */
export function prepareClaim(text: string): Claim {
  const plain = text.replace(ADDRESS, ' ').replace(MARKUP, ' ');
  const { words, language } = analyze(plain);
  const content = words.filter((word) => !word.functionWord);
  const capitalsAreNames = language !== 'german';
  const claimWords = content.flatMap((word, index) => {
    const isName = capitalsAreNames && (index > 0 || !startsText(plain, word)) && isCapitalised(plain, word);
    return weigh(word, isName, language === 'vietnamese');
  });
  return {
    text: plain,
    words: claimWords,
    statement: statementOf(plain, words, termsIn(words)),
    numbers: numbersOf(plain),
    contentWords: content.length,
  };
}

/** Makes a passage ready for {@link supportIn}. `heading` is what stands above it: its document's name, its headings. */
export function preparePassage(text: string, heading: string): PreparedPassage {
  const sentences = splitSentences(text).map(({ start, end }) =>
    prepareSentence(text.slice(start, end), start),
  );
  const headingTerms = new Set(analyze(heading).words.flatMap(formsOf));
  const terms = new Set<string>();
  for (const sentence of sentences) for (const term of sentence.terms) terms.add(term);
  return { sentences, terms, headingTerms, headingNumbers: numbersOf(heading) };
}

/**
 * The best support for a claim in a passage that reaches the threshold. There is none when a sentence that covers the
 * claim better contradicts it.
 */
export function supportIn(claim: Claim, passage: PreparedPassage, threshold: number): Support | undefined {
  const total = claim.words.reduce((sum, { weight }) => sum + weight, 0);
  const inHeading = claim.words.map(({ forms }) => hasAny(passage.headingTerms, forms));
  const mostly = claim.words.map(({ forms }) => hasAny(passage.terms, forms));
  // Most passages end here: all their sentences together do not cover the claim.
  if (total === 0 || coverage(claim, [mostly], inHeading) / total < threshold) return undefined;
  const hits = passage.sentences.map(({ terms }) => claim.words.map(({ forms }) => hasAny(terms, forms)));
  let best: Support | undefined;
  let bestValue = 0;
  let contradicted = 0;
  for (let first = 0; first < passage.sentences.length; first++) {
    for (let size = 1; size <= LONGEST_WINDOW && first + size <= passage.sentences.length; size++) {
      const score = coverage(claim, hits.slice(first, first + size), inHeading) / total;
      if (size === 1 && score === 0) break;
      const window = passage.sentences.slice(first, first + size);
      if (size === 1 && contradicts(claim, window)) {
        contradicted = Math.max(contradicted, score);
        break;
      }
      const value = score - (size - 1) * WORTH_A_SENTENCE;
      if (score - (size - 1) * LONGER_QUOTE < threshold || value <= bestValue + 1e-9) continue;
      if (!agrees(claim, window, passage)) continue;
      best = { start: window[0]?.start ?? 0, end: window.at(-1)?.end ?? 0, score };
      bestValue = value;
    }
  }
  return best !== undefined && best.score >= contradicted ? best : undefined;
}

function contradicts(claim: Claim, window: readonly PreparedSentence[]): boolean {
  return window.some((sentence) => contradict(claim.statement, sentence));
}

/** Weight of the claim's words that the sentences of a window have; a heading above them counts half. */
function coverage(
  { words }: Claim,
  hits: readonly (readonly boolean[])[],
  inHeading: readonly boolean[],
): number {
  let covered = 0;
  let found = 0;
  for (const [index, { weight }] of words.entries()) {
    if (hits.some((sentence) => sentence[index])) {
      covered += weight;
      found++;
    } else if (inHeading[index]) covered += weight / 2;
  }
  // One shared word is a coincidence, unless there are no more.
  return found >= Math.min(2, words.length) ? covered : 0;
}

function agrees(claim: Claim, window: readonly PreparedSentence[], passage: PreparedPassage): boolean {
  for (const number of claim.numbers)
    if (!window.some(({ numbers }) => numbers.has(number)) && !passage.headingNumbers.has(number))
      return false;
  if (exchangesName(claim, window, passage)) return false;
  return !contradicts(claim, window);
}

/** A name that the window lacks, where it has another that the claim lacks. */
function exchangesName(claim: Claim, window: readonly PreparedSentence[], passage: PreparedPassage): boolean {
  const missing = claim.words.some(
    ({ isName, forms }) =>
      isName && !window.some(({ terms }) => hasAny(terms, forms)) && !hasAny(passage.headingTerms, forms),
  );
  if (!missing) return false;
  return window.some(({ names }) => [...names].some((name) => !claim.statement.terms.has(name)));
}

function prepareSentence(written: string, start: number): PreparedSentence {
  const text = written.replace(ADDRESS, ' ');
  const { words } = analyze(text);
  const names = new Set<string>();
  for (const word of words)
    if (!word.functionWord && isCapitalised(text, word)) for (const term of formsOf(word)) names.add(term);
  return {
    start,
    end: start + text.length,
    ...statementOf(text, words, termsIn(words)),
    numbers: numbersOf(text),
    names,
  };
}

function termsIn(words: readonly AnalyzedWord[]): Set<string> {
  const terms = new Set<string>();
  for (const word of words) for (const form of formsOf(word)) terms.add(form);
  return terms;
}

/** Index terms and unstemmed forms: a short sentence may be taken for another language, with another stemmer. */
function formsOf(word: AnalyzedWord): readonly string[] {
  return word.kind === 'spaced' ? [...word.terms, ...word.surfaces] : word.terms;
}

/**
 * A word of a script with blanks is one unit, whatever forms it has; in other scripts each pair of characters is one,
 * and single characters, like single Vietnamese syllables, count little.
 */
function weigh(word: AnalyzedWord, isName: boolean, syllables: boolean): ClaimWord[] {
  if (word.kind !== 'spaced')
    return word.terms.map((term) => ({
      forms: [term],
      weight: [...term].length > 1 ? 0.5 : 0.1,
      isName: false,
    }));
  const pairs = word.terms.filter((term) => term.includes(' '));
  const single = { forms: formsOf(word).filter((form) => !form.includes(' ')), isName };
  const weight = isName ? NAME_WEIGHT : syllables ? 0.3 : 1;
  return [{ ...single, weight }, ...pairs.map((pair) => ({ forms: [pair], weight: 1, isName: false }))];
}

function hasAny(terms: ReadonlySet<string>, forms: readonly string[]): boolean {
  return forms.some((form) => terms.has(form));
}

function isCapitalised(text: string, { start }: AnalyzedWord): boolean {
  return /\p{Lu}/u.test(text.charAt(start));
}

function startsText(text: string, { start }: AnalyzedWord): boolean {
  return !/[\p{L}\p{N}]/u.test(text.slice(0, start)) || /[.!?:"“(\n]\s*$/u.test(text.slice(0, start));
}
