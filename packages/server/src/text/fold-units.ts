import { BOUNDARY } from './grams.ts';
import { foldedUnit, foldedUnits, SEPARATOR, SEVERAL, SKIPPED } from './letter-table.ts';

/** A text as UTF-16 units, for loops that cannot afford a call a letter. */
export interface TextUnits {
  /** Only the first {@link size} count; the next call uses the memory again. */
  readonly units: Uint16Array;
  readonly size: number;
}

/*
 * What `LETTERS` says of a unit: one of these three, or its folded form, where everything between words is a boundary.
 * Such small units are never letters.
 */
const UNKNOWN = 0;
/** Folds to none or to several. */
const UNEVEN = 1;
/** Marks, Hangul vowels and the like: may become one with what stands before them when the text is composed. */
const JOINING = 2;
const JOINS = /^(?:\p{M}|\p{Cs}|[\u1160-\u11ff])$/u;

/** Values up to this say that a text with such a unit takes {@link foldUnits}. */
export const RAREST = JOINING;
/** The folded form of each unit of {@link plainUnits}; filled by and by. */
export const LETTERS = new Uint16Array(65_536).fill(UNKNOWN);
/** The units of {@link foldUnits} stand for themselves. */
export const SAME = Uint16Array.from({ length: 65_536 }, (_, unit) => unit);

const BLANK = 0x20;
let plain = new Uint16Array(4096);
let folded = new Uint16Array(4096);

/** The units of a text as they are, a blank on either side. */
export function plainUnits(text: string): TextUnits {
  const size = text.length + 2;
  if (plain.length < size) plain = new Uint16Array(2 * size);
  plain[0] = BLANK;
  Buffer.from(plain.buffer).write(text, 2, 'utf16le');
  plain[size - 1] = BLANK;
  return { units: plain, size };
}

/** The folded units of a text, with one or more boundaries around each word. */
export function foldUnits(text: string): TextUnits {
  const size = fold(text, false);
  return { units: folded, size: size >= 0 ? size : fold(text.normalize('NFC'), true) };
}

/** Units that one unit may fold to, at most; U+FDFA is the longest. */
const MOST_PARTS = 18;

/** Fills `folded` and returns the number of units; -1 when the text may have to be composed first. */
function fold(text: string, composed: boolean): number {
  const { units, size } = plainUnits(text);
  if (folded.length < MOST_PARTS * size) folded = new Uint16Array(2 * MOST_PARTS * size);
  let end = 0;
  for (let index = 0; index < size; index++) {
    const unit = units[index] as number;
    const letter = LETTERS[unit] as number;
    if (letter > RAREST) folded[end++] = letter;
    else if (!composed && classify(unit) === JOINING) return -1;
    else for (const part of partsOf(unit)) folded[end++] = part;
  }
  return end;
}

function classify(unit: number): number {
  const parts = partsOf(unit);
  const value = JOINS.test(String.fromCharCode(unit)) ? JOINING : parts.length === 1 ? parts[0] : UNEVEN;
  LETTERS[unit] = value ?? UNEVEN;
  return LETTERS[unit] as number;
}

function partsOf(unit: number): readonly number[] {
  const letter = foldedUnit(unit);
  if (letter === SKIPPED) return [];
  if (letter === SEVERAL) return foldedUnits(unit);
  return [letter === SEPARATOR ? BOUNDARY : letter];
}
