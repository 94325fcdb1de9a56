import { inverseDocumentFrequency } from '../../text/bm25.ts';
import { analyze } from '../../text/tokenize.ts';
import type { Unit } from './passage-units.ts';
import { withoutQuestionPhrases } from './question-kind.ts';

/** A term to look for. */
export interface QuestionTerm {
  readonly term: string;
  /** As written, folded: what a similarity of words compares. Empty in scripts without blanks. */
  readonly surface: string;
  /** How much it tells: rare among the units, and from the question itself rather than from the conversation. */
  readonly weight: number;
  /** Asked for now, not carried over from earlier messages. */
  readonly own: boolean;
}

/** What a term from the conversation counts against one of the question. */
const CONTEXT_WEIGHT = 0.35;
/** A single Han character says much less than a pair. */
const SINGLE_HAN = 0.3;
/*
 * Words of talk: they carry a little meaning, but an answer need not repeat them. Function words are gone already;
 * rarity cannot tell, for documents hardly use these.
 */
const TALK = new Set(
  (
    'someone somebody anyone anybody everyone everybody something anything everything thing things stuff ' +
    'please tell know want need get gets got give gives go goes going come make take let see say ask like ' +
    'way kind sort lot bit really already still just even ok okay thanks thank sorry hi hello mean think wonder ' +
    'question answer explain describe example interested help try look find happen become able exactly actually'
  ).split(' '),
);
const TALK_WEIGHT = 0.3;
const HAN = /^\p{Script=Han}$/u;

/** The terms of a question and of its background, weighted by how rare they are among the units. Each term once. */
export function questionTerms(asked: string, background: string, units: readonly Unit[]): QuestionTerm[] {
  const frequencies = new Map<string, number>();
  for (const unit of units)
    for (const term of unit.terms) frequencies.set(term, (frequencies.get(term) ?? 0) + 1);
  const terms = new Map<string, QuestionTerm>();
  const add = (text: string, own: boolean) => {
    for (const { term, surface, share } of contentTerms(text)) {
      if (terms.has(term)) continue;
      const rarity = inverseDocumentFrequency(units.length, frequencies.get(term) ?? 0);
      const kind = HAN.test(term) ? SINGLE_HAN : TALK.has(surface) ? TALK_WEIGHT : 1;
      const weight = rarity * share * kind * (own ? 1 : CONTEXT_WEIGHT);
      terms.set(term, { term, surface, weight, own });
    }
  };
  add(withoutQuestionPhrases(asked), true);
  add(withoutQuestionPhrases(background), false);
  return [...terms.values()];
}

/** The parts of a compound or code share its weight. */
function contentTerms(text: string): { term: string; surface: string; share: number }[] {
  const { words } = analyze(text);
  return words.flatMap((word) => {
    if (word.functionWord) return [];
    const share = word.kind === 'spaced' ? 1 / Math.sqrt(word.terms.length) : 1;
    return word.terms.map((term, index) => ({
      term,
      surface: word.kind === 'spaced' ? (word.surfaces[index] ?? '') : '',
      share,
    }));
  });
}
