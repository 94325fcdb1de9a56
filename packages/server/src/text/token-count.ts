import { createRequire } from 'node:module';

/*
 * Counts by the o200k vocabulary. Other vendors cut a little differently; for fitting a prompt the difference is
 * covered by the reserve that the prompt leaves anyway.
 */

interface Encoding {
  countTokens(text: string, options: { readonly disallowedSpecial: ReadonlySet<string> }): number;
}

const load = createRequire(import.meta.url);
let encoding: Encoding | undefined;
/** Names of special tokens inside a text are text. */
const OPTIONS = { disallowedSpecial: new Set<string>() };

/** The merging of a run takes the square of its length, so long runs are counted in pieces: at most a token more each. */
const LONGEST_RUN = 64;
const LONG_RUN = /[\p{L}\p{M}]{64,}|\s{64,}|[^\s\p{L}\p{M}]{64,}/gu;

/**
 * The number of tokens of a text. The first call loads the vocabulary (some 150 ms, 75 MB that stay): ask
 * {@link tokensAtMost} first, and on the main thread only count what may not fit.
 */
export function countTokens(text: string): number {
  encoding ??= load('gpt-tokenizer/encoding/o200k_base') as Encoding;
  let tokens = 0;
  for (const piece of pieces(text)) tokens += encoding.countTokens(piece, OPTIONS);
  return tokens;
}

function* pieces(text: string): Generator<string> {
  let from = 0;
  for (const { 0: run, index } of text.matchAll(LONG_RUN)) {
    for (let cut = index + LONGEST_RUN; cut < index + run.length; cut += LONGEST_RUN) {
      yield text.slice(from, cut);
      from = cut;
    }
  }
  yield text.slice(from);
}

const LETTER_RUN = /[a-zA-Z]+|\d+/g;

/**
 * A number of tokens that a text hardly ever exceeds, without any vocabulary: words of Latin letters at three letters a
 * token, digits at three, marks and letters of other scripts at one each (Han and other East Asian at five for four, two for
 * what lies beyond the basic plane). About a third above the count for English.
 */
export function tokensAtMost(text: string): number {
  let tokens = 0;
  let covered = 0;
  for (const { 0: run } of text.matchAll(LETTER_RUN)) {
    tokens += Math.ceil(run.length / 3);
    covered += run.length;
  }
  return tokens + otherTokens(text, covered);
}

/** A blank goes with the letter or mark behind it, not with a digit. */
function takesBlank(next: number): boolean {
  return next > 0x20 && !(next >= 0x30 && next <= 0x39);
}

/** Everything but Latin letters and digits: one each, single blanks before words free. */
function otherTokens(text: string, covered: number): number {
  let single = 0;
  let surrogates = 0;
  let eastAsian = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0x20 && takesBlank(text.charCodeAt(index + 1))) single++;
    else if (unit >= 0xd800 && unit <= 0xdfff) surrogates++;
    else if (unit >= 0x2e80) eastAsian++;
  }
  return text.length - covered - single + surrogates + Math.ceil(eastAsian / 4);
}
