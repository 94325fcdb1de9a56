import type { Unit } from './passage-units.ts';
import { offersKind, type QuestionKind } from './question-kind.ts';
import type { QuestionTerm } from './question-terms.ts';

/** How like two texts are, 0..1: units against the question, and words against words. */
export interface Similarity {
  /** One a unit. */
  readonly units: readonly number[];
  /** Of each unit together with the one before it. */
  readonly windows: readonly number[];
  /** Of each unit together with the heading or lead-in above it. */
  readonly headed: readonly number[];
  /** The words of the sources that are like a word of the question, and how much (more than {@link LEAST_LIKE}). */
  wordsLike(word: string): ReadonlyMap<string, number>;
}

/** What is known about a unit as an answer; the names of the numbers in {@link UnitFeatures}. */
export const UNIT_FEATURES = [
  'coverage',
  'contextCoverage',
  'similarity',
  'windowSimilarity',
  'aboutSimilarity',
  'offersKind',
  'sourceRank',
  'sourceCoverage',
  'short',
  'long',
  'heading',
  'question',
  'lead',
] as const;
export type UnitFeatures = Readonly<Record<(typeof UNIT_FEATURES)[number], number>>;

/** What a term that stands beside the unit counts against one in it. */
const ABOUT = 0.8;
const NEAR = 0.4;
/** The part of the conversation's terms that must be found like those of the question. */
const CARRIED = 0.4;
/** Words less alike than this have nothing to do with each other. */
export const LEAST_LIKE = 0.45;
const LIKE = 0.8;

/** The features of every unit. Time: units × terms, and with word similarity units × words × terms. */
export function unitFeatures(
  units: readonly Unit[],
  terms: readonly QuestionTerm[],
  kind: QuestionKind,
  question: string,
  similarity: Similarity | undefined,
): UnitFeatures[] {
  const own = sumWeights(terms, (term) => (term.own ? 1 : 0));
  const carried = sumWeights(terms, (term) => (term.own ? 0 : 1));
  // What comes from the conversation may be found; it need not be, as what the question itself asks for.
  const total = own + CARRIED * carried || 1;
  const part = (weight: number) => Math.min(1, weight / total);
  const sourceTerms = termsBySource(units);
  const sourceCoverage = sourceTerms.map((all) =>
    part(sumWeights(terms, ({ term }) => (all.has(term) ? 1 : 0))),
  );
  return units.map((unit, index) => {
    const inside = terms.map((term) => matchIn(unit, term, similarity));
    const beside = terms.map(({ term }, at) =>
      Math.max(inside[at] ?? 0, unit.about.has(term) ? ABOUT : 0, unit.near.has(term) ? NEAR : 0),
    );
    return {
      coverage: part(sumWeights(terms, (_, at) => inside[at] ?? 0)),
      contextCoverage: part(sumWeights(terms, (_, at) => beside[at] ?? 0)),
      similarity: similarity?.units[index] ?? 0,
      windowSimilarity: similarity?.windows[index] ?? 0,
      aboutSimilarity: similarity?.headed[index] ?? 0,
      offersKind: kind === 'other' ? 0 : 2 * offersKind(addedText(unit, question), kind) - 1,
      sourceRank: 1 / (1 + unit.source),
      sourceCoverage: sourceCoverage[unit.source] ?? 0,
      short: unit.sequence.length < 4 ? 1 : 0,
      long: Math.max(0, Math.log(unit.text.length / 200)),
      heading: unit.form === 'heading' ? 1 : 0,
      question: /[?？]["”]?$/.test(unit.text) ? 1 : 0,
      lead: unit.lead === undefined ? 0 : 1,
    };
  });
}

function matchIn(unit: Unit, term: QuestionTerm, similarity: Similarity | undefined): number {
  if (unit.terms.has(term.term)) return 1;
  if (!similarity || term.surface === '') return 0;
  let best = LEAST_LIKE;
  for (const [word, likeness] of similarity.wordsLike(term.surface))
    if (likeness > best && unit.words.has(word)) best = likeness;
  return (LIKE * (best - LEAST_LIKE)) / (1 - LEAST_LIKE);
}

function sumWeights(
  terms: readonly QuestionTerm[],
  share: (term: QuestionTerm, index: number) => number,
): number {
  return terms.reduce((sum, term, index) => sum + term.weight * share(term, index), 0);
}

function termsBySource(units: readonly Unit[]): Set<string>[] {
  const sources: Set<string>[] = [];
  for (const unit of units) {
    const all = sources[unit.source] ?? new Set(unit.about);
    for (const term of unit.terms) all.add(term);
    sources[unit.source] = all;
  }
  return sources;
}

/** The unit's text without the words that the question already has: an answer adds something. */
function addedText(unit: Unit, question: string): string {
  const asked = new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
  return unit.text.replace(/[\p{L}\p{N}]+/gu, (word) => (asked.has(word.toLowerCase()) ? '_' : word));
}
