import { type AnalyzedWord, tokenize } from '../text/tokenize.ts';

const WORDS =
  "not|never|cannot|neither|nor|no(?!\\.? ?\\d)|none|nobody|nothing|without|\\p{L}+n['’]t|nicht|kein\\p{L}*|niemals|ohne|ne|pas|jamais|sans|nunca|jamás|tampoco|sin|não|sem|non|mai|senza|niet|geen|nooit|không|chưa|chẳng|đừng|не|нет|без";
const NEGATION = new RegExp(`(?<![\\p{L}\\p{N}-])(?:${WORDS})(?![\\p{L}\\p{N}-])|[不没沒無无未非勿]`, 'giu');
/** Forbids or excludes without a negation. */
const FORBIDDING =
  /(?<!\p{L})(?:only|unless|except\p{L}*|until|prohibit\p{L}*|forbid\p{L}*|ban|bans|banned|refus\p{L}*|reject\p{L}*|den(?:y|ied|ies)|exclud\p{L}*|prevent\p{L}*|avoid\p{L}*|unable|fail\p{L}*|lack\p{L}*|free of|instead|rather|nur|verboten|seulement|interdit\p{L}*|sólo|solo|prohibid\p{L}*|chỉ|cấm|trừ)(?!\p{L})|[只仅僅禁]/iu;
/** Makes a negation a bound: `not more than`, `not unless`. */
const BOUNDING =
  /(?<!\p{L})(?:more|less|fewer|\p{L}+er than|exceed\p{L}*|beyond|unless|until|except\p{L}*|mehr|plus|más|mais|hơn|quá)(?!\p{L})|[超过過]/iu;
/** What ends the reach of a negation. */
const BORDER =
  /[,;:.!?()]|\n\s*\n|(?<!\p{L})(?:and|but|or|und|oder|et|ou|mais|y|o|pero|và|hoặc|nhưng)(?!\p{L})/iu;
const HAN = /\p{Script=Han}/u;
const REACH = 2;

/**
 * The terms that a text negates: those of the next two words of content behind each `not`, `no`, `without` and the
 * like, as far as their clause goes.
 */
function negatedTerms(text: string, words: readonly AnalyzedWord[]): Set<string> {
  const negated = new Set<string>();
  let next = 0;
  for (const match of text.matchAll(NEGATION)) {
    const end = match.index + match[0].length;
    if (HAN.test(match[0])) {
      for (const term of tokenize(text.slice(end, end + 4))) negated.add(term);
      continue;
    }
    while (next < words.length && (words[next]?.start ?? end) < end) next++;
    for (const word of inReach(text, end, words, next)) for (const term of word.terms) negated.add(term);
  }
  return negated;
}

function inReach(text: string, end: number, words: readonly AnalyzedWord[], from: number): AnalyzedWord[] {
  const reached: AnalyzedWord[] = [];
  for (let index = from; index < words.length && index < from + 12 && reached.length < REACH; index++) {
    const word = words[index];
    if (word === undefined || BORDER.test(text.slice(end, word.start))) break;
    if (!word.functionWord) reached.push(word);
  }
  return reached;
}

/** A statement with what is needed to compare negations. */
export interface Statement {
  readonly terms: ReadonlySet<string>;
  readonly negated: ReadonlySet<string>;
  /** Says with a word such as `prohibited` what others say with a negation. */
  readonly forbidding: boolean;
  /** Its negation may be a bound, which others state without one: `not more than`, `at most`. */
  readonly bounding: boolean;
}

/** The statement that a text makes, as far as negation goes; `terms` are those of all its words. */
export function statementOf(
  text: string,
  words: readonly AnalyzedWord[],
  terms: ReadonlySet<string>,
): Statement {
  return {
    terms,
    negated: negatedTerms(text, words),
    forbidding: FORBIDDING.test(text),
    bounding: BOUNDING.test(text),
  };
}

/** True when one side negates what the other states outright. */
export function contradict(one: Statement, other: Statement): boolean {
  return negatesStated(one, other) || negatesStated(other, one);
}

function negatesStated(negating: Statement, stating: Statement): boolean {
  if (negating.negated.size === 0 || negating.bounding || stating.forbidding) return false;
  const shared = [...negating.negated].filter((term) => stating.terms.has(term));
  return shared.length > 0 && !shared.some((term) => stating.negated.has(term));
}
