import type { QueryTerm } from '../ports/chunk-store.ts';
import { queryGrams } from '../text/grams.ts';
import { stemVariants } from '../text/stem-variants.ts';
import { type AnalyzedText, type AnalyzedWord, analyze } from '../text/tokenize.ts';
import { gramWeight } from './gram-weight.ts';

/** A question as the chunk store searches it. */
export interface SearchTerms {
  /** The question's terms, their variants, then those of the context; each once. */
  readonly terms: readonly QueryTerm[];
  /**
   * For each term the number of the question's word that it stands for, so that similarities count a word once
   * whatever its forms; undefined for terms of the context.
   */
  readonly words: readonly (number | undefined)[];
  /** Empty where 4-grams do not help. */
  readonly grams: readonly QueryTerm[];
  /** Weight of the 4-gram leg against the words. */
  readonly gramWeight: number;
}

/** Earlier questions set the scene; the question decides. */
const CONTEXT_WEIGHT = 0.5;
/** Another language's form of a word is a guess. */
const VARIANT_WEIGHT = 0.5;
/** A pasted page is no better a question than its first part. */
const MOST_LETTERS = 4000;
const MOST_TERMS = 256;
/** A longer one shows its language. */
const SHORT_QUESTION = 24;

interface Collected {
  weight: number;
  readonly word: number | undefined;
}

/**
 * Turns a question into weighted terms and 4-grams. Function words, question words among them, are left out unless
 * there is nothing else, and their 4-grams do not count for more when they are repeated; a repeated content word weighs more. Each word also stands in the forms that another language's
 * stemmer would give it where the question does not show its language: a passage holds one of these forms, and those
 * that no passage holds cost nothing.
 * @param context words that set the scene at half the weight, such as earlier questions
 */
export function searchTerms(query: string, context = ''): SearchTerms {
  const asked = query.slice(0, MOST_LETTERS);
  const question = analyze(asked);
  const words = contentWords(question);
  const collected = new Map<string, Collected>();
  for (const [number, word] of words.entries()) {
    for (const term of word.terms) add(collected, term, 1, number);
  }
  for (const [number, word] of words.length > SHORT_QUESTION ? [] : words.entries()) {
    for (const term of stemVariants(word, question)) addVariant(collected, term, word, number);
  }
  if (!question.certain) addPairs(collected, words);
  for (const word of contentWords(analyze(context.slice(0, MOST_LETTERS)))) {
    for (const term of word.terms)
      if (!collected.has(term)) collected.set(term, { weight: CONTEXT_WEIGHT, word: undefined });
  }
  const kept = [...collected].slice(0, MOST_TERMS);
  const weight = gramWeight(question);
  return {
    terms: kept.map(([term, { weight }]) => ({ term, weight })),
    words: kept.map(([, { word }]) => word),
    grams: weight > 0 ? gramsOf(asked, words) : [],
    gramWeight: weight,
  };
}

/** The words that carry the subject; all of them when none does. */
function contentWords({ words }: AnalyzedText): readonly AnalyzedWord[] {
  const content = words.filter(({ functionWord }) => !functionWord);
  return content.length > 0 ? content : words;
}

function add(collected: Map<string, Collected>, term: string, weight: number, word: number): void {
  const known = collected.get(term);
  if (known) known.weight += weight;
  else collected.set(term, { weight, word });
}

/** Vietnamese typed without its marks shows no language; its passages hold pairs of syllables in this form. */
function addPairs(collected: Map<string, Collected>, words: readonly AnalyzedWord[]): void {
  for (const [number, { surfaces }] of words.entries()) {
    const [first] = surfaces;
    const second = words[number + 1]?.surfaces[0];
    if (first === undefined || second === undefined) continue;
    const pair = `${first} ${second}`;
    if (!collected.has(pair)) collected.set(pair, { weight: 1, word: number });
  }
}

/** A variant belongs to the word that brought the own form. */
function addVariant(
  collected: Map<string, Collected>,
  term: string,
  word: AnalyzedWord,
  number: number,
): void {
  if (collected.has(term)) return;
  const own = collected.get(word.terms[0] ?? '');
  collected.set(term, { weight: VARIANT_WEIGHT * (own?.weight ?? 1), word: own?.word ?? number });
}

/** Each 4-gram by how often the content words of the question have it; those of its other words alone count once. */
function gramsOf(query: string, content: readonly AnalyzedWord[]): QueryTerm[] {
  const repeats = queryGrams(content.map(({ start, end }) => query.slice(start, end)).join(' '));
  return [...queryGrams(query).keys()].map((term) => ({ term, weight: repeats.get(term) ?? 1 }));
}
