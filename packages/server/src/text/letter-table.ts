import { foldAccents, foldCase } from './fold.ts';

/** What {@link foldedUnit} says of a character that is no letter and no digit. */
export const SEPARATOR = 0;
/** What it says of a mark that does not count. */
export const SKIPPED = 1;
/** What it says of a letter that folds to several: see {@link foldedUnits}. */
export const SEVERAL = 2;

const UNKNOWN = 0xffff;
/** Letters that only Vietnamese has. Their marks make other words, and readers of Vietnamese type them. */
const VIETNAMESE = /[ơư\u1ea0-\u1ef9]/;
const COMBINING = /^[\u0300-\u036f]$/;
const WORD = /^[\p{L}\p{N}\p{M}]+$/u;
const table = new Uint16Array(65_536).fill(UNKNOWN);
const several = new Map<number, readonly number[]>();

/**
 * The folded form (see fold.ts) of one UTF-16 unit of composed text, looked up: a unit above 2, or one of the three
 * constants above. Halves of surrogate pairs stand for themselves.
 */
export function foldedUnit(unit: number): number {
  // Read from the table either way: a value that may come out of a call is not kept as a small integer.
  if (table[unit] === UNKNOWN) remember(unit);
  return table[unit] as number;
}

/** The folded form of a unit for which {@link foldedUnit} says `SEVERAL`, such as `ß`. */
export function foldedUnits(unit: number): readonly number[] {
  return several.get(unit) ?? [];
}

function remember(unit: number): void {
  table[unit] = fold(unit);
}

function fold(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return unit;
  const letter = String.fromCharCode(unit);
  const small = foldCase(letter);
  const folded = COMBINING.test(letter) ? '' : VIETNAMESE.test(small) ? small : foldAccents(small);
  if (folded === '') return SKIPPED;
  if (!WORD.test(folded)) return SEPARATOR;
  if (folded.length === 1) return folded.charCodeAt(0);
  several.set(
    unit,
    Array.from({ length: folded.length }, (_, index) => folded.charCodeAt(index)),
  );
  return SEVERAL;
}
