/** How a run of text is cut into terms. */
export type WordKind = 'spaced' | 'han' | 'hangul' | 'unspaced';

/** A run of letters, digits and what holds them together, at its place in the text (UTF-16 units). */
export interface Word {
  readonly kind: WordKind;
  readonly start: number;
  readonly end: number;
}

/*
 * Four alternatives, tried at each place; none can match where another has begun, and no joiner is a letter, so the
 * scan is linear.
 *   han: Han and Kana with their voicing marks (full, half width) and the long vowel sign;
 *   hangul: syllables and, for decomposed text, jamo;
 *   unspaced: Thai, Lao, Khmer, Myanmar with their marks;
 *   spaced: everything else, as runs of letters, digits, marks and invisible joiners. Runs held together by a single
 *   joiner (`AB-1234/5`, `a@b.org`, `snake_case`, `don't`) are one word, and so is `c++`, `c#` or `15+`.
 */
const HAN = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\uff70\u3099\u309a\uff9e\uff9f]`;
const HANGUL = String.raw`\p{Script=Hangul}`;
const UNSPACED = String.raw`[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`;
const LETTER = String.raw`[[\p{L}\p{N}\p{M}\u00ad\u200c\u200d\u2060\u0640]--[${HAN}${HANGUL}${UNSPACED}]]`;
const RUN = String.raw`[${LETTER}--\p{M}]${LETTER}*`;
const JOINER = String.raw`[\-_.\/@\:\\'’&,]`;
const WORD = new RegExp(
  `(${HAN}+)|(${HANGUL}+)|(${UNSPACED}+)|${RUN}(?:${JOINER}${RUN})*(?:\\+\\+|#(?!${LETTER})|(?<=\\p{N})\\+(?!${LETTER}))?`,
  'gv',
);

/** The words of a text in order, in linear time. */
export function findWords(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const start = match.index;
    words.push({ kind: kindOf(match), start, end: start + match[0].length });
  }
  return words;
}

function kindOf(match: RegExpExecArray): WordKind {
  if (match[1] !== undefined) return 'han';
  if (match[2] !== undefined) return 'hangul';
  return match[3] === undefined ? 'spaced' : 'unspaced';
}
