import type { Source } from '../domain/chunk.ts';
import {
  type Claim,
  MARK_THRESHOLD,
  type PreparedPassage,
  prepareClaim,
  preparePassage,
  type Support,
  supportIn,
} from './support.ts';

/** How alike in meaning a text is to each of some others, 0..1; for languages that share no words. */
export type Similarity = (text: string, others: readonly string[]) => Promise<readonly number[]>;

/** A citation that was found without a mark. */
export interface Match {
  readonly number: number;
  readonly support: Support;
}

/** Compares sentences of one answer with its sources. */
export interface CitationCheck {
  /**
   * The quote of source `number` that supports the claim; undefined when there is none, or when another source
   * covers the claim far better, so that the number is a mistake.
   */
  check(number: number, claims: readonly string[]): Promise<Support | undefined>;
  /** The source that as good as states a sentence that has no mark. */
  match(sentence: string): Match | undefined;
}

/** A sentence without a mark is cited only when its source says nearly the same. */
const MATCH_THRESHOLD = 0.75;
const LEAST_MATCH_WORDS = 4;
/** Another source that covers so much more of the claim shows that the number was a mistake. */
const CLEARLY_BETTER = 0.35;
/** Cosine of texts that say the same in two languages; below, multilingual embeddings tell topic, not content. */
const MEANING_THRESHOLD = 0.7;

/** Prepares each source once, when it is first named. */
export function createCitationCheck(
  sources: readonly Source[],
  options: { readonly similarity?: Similarity } = {},
): CitationCheck {
  const prepared: (PreparedPassage | undefined)[] = [];
  const passage = (number: number): PreparedPassage | undefined => {
    const source = sources[number];
    if (source === undefined) return undefined;
    const { text, documentName, headings } = source.chunk;
    prepared[number] ??= preparePassage(text, [documentName, ...headings].join('\n'));
    return prepared[number];
  };
  const supportOf = (claim: Claim, number: number, threshold: number): Support | undefined => {
    const found = passage(number);
    return found && supportIn(claim, found, threshold);
  };
  const best = (claim: Claim, threshold: number): Match | undefined => {
    let match: Match | undefined;
    for (const number of sources.keys()) {
      const support = supportOf(claim, number, threshold);
      if (support && support.score > (match?.support.score ?? 0)) match = { number, support };
    }
    return match;
  };

  return {
    async check(number, claims) {
      const source = sources[number];
      const claim = firstWithContent(claims);
      if (source === undefined || claim === undefined) return undefined;
      const support = supportOf(claim, number, MARK_THRESHOLD);
      if (support === undefined)
        return options.similarity && byMeaning(claim, source.chunk.text, passage(number), options.similarity);
      if (support.score + CLEARLY_BETTER > 1) return support;
      return best(claim, support.score + CLEARLY_BETTER) === undefined ? support : undefined;
    },
    match(sentence) {
      const claim = prepareClaim(sentence);
      return claim.contentWords < LEAST_MATCH_WORDS ? undefined : best(claim, MATCH_THRESHOLD);
    },
  };
}

/** The shortest of the claims, ordered from short to long, that says enough to be compared. */
function firstWithContent(claims: readonly string[]): Claim | undefined {
  let claim: Claim | undefined;
  for (const text of claims) {
    claim = prepareClaim(text);
    if (claim.contentWords >= 2) return claim;
  }
  return claim;
}

/** The sentence nearest in meaning; its numbers must agree all the same. */
async function byMeaning(
  claim: Claim,
  text: string,
  passage: PreparedPassage | undefined,
  similarity: Similarity,
): Promise<Support | undefined> {
  const sentences = (passage?.sentences ?? []).filter(({ numbers }) => claim.numbers.isSubsetOf(numbers));
  if (sentences.length === 0 || sharesWords(claim, sentences)) return undefined;
  const scores = await similarity(
    claim.text,
    sentences.map(({ start, end }) => text.slice(start, end)),
  );
  let found: Support | undefined;
  for (const [index, { start, end }] of sentences.entries()) {
    const score = scores[index] ?? 0;
    if (score >= MEANING_THRESHOLD && score > (found?.score ?? 0)) found = { start, end, score };
  }
  return found;
}

/** Texts of one language share words: then the words have decided. Numbers and names are shared across languages. */
function sharesWords(claim: Claim, sentences: PreparedPassage['sentences']): boolean {
  return claim.words.some(
    ({ forms, isName }) =>
      !isName && forms.some((form) => !/\p{N}/u.test(form) && sentences.some(({ terms }) => terms.has(form))),
  );
}
