import { isAscii } from './fold.ts';
import { foldedUnit, foldedUnits, SEPARATOR, SEVERAL, SKIPPED } from './letter-table.ts';

/*
 * Character 4-grams inside `_word_` of folded text: `leaf` gives `_lea`, `leaf`, `eaf_`; a word of one letter gives
 * `_a_`. They make up for endings, compounds and spelling in every language with letters, and are scored on candidates
 * only. A gram is held as two numbers of two UTF-16 units each: exact, and quick to slide.
 */

/** Stands at both ends of a word. */
export const BOUNDARY = 0x5f;

/** Calls `visit` with each gram of the text, in order. */
function walkGrams(text: string, visit: (high: number, low: number) => void): void {
  const source = isAscii(text) ? text : text.normalize('NFC');
  let high = 0;
  let low = BOUNDARY;
  let length = 1;
  const push = (unit: number): void => {
    high = (high << 16) | (low >>> 16);
    low = (low << 16) | unit;
    if (++length >= 4) visit(high, low);
  };
  for (let index = 0; index <= source.length; index++) {
    const folded = index < source.length ? foldedUnit(source.charCodeAt(index)) : SEPARATOR;
    if (folded > SEVERAL) push(folded);
    else if (folded === SEVERAL) for (const unit of foldedUnits(source.charCodeAt(index))) push(unit);
    else if (folded !== SKIPPED && length > 1) {
      push(BOUNDARY);
      if (length === 3) visit(high, low);
      high = 0;
      low = BOUNDARY;
      length = 1;
    }
  }
}

function mix(high: number, low: number): number {
  const mixed = Math.imul(high ^ Math.imul(low, 0x85ebca6b), 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

function gramText(high: number, low: number): string {
  return String.fromCharCode(high >>> 16, high & 0xffff, low >>> 16, low & 0xffff).replaceAll('\0', '');
}

/** The distinct grams of a question in order, and how often each stands in it. */
export function queryGrams(text: string): ReadonlyMap<string, number> {
  const grams = new Map<string, number>();
  walkGrams(text, (high, low) => {
    const gram = gramText(high, low);
    grams.set(gram, (grams.get(gram) ?? 0) + 1);
  });
  return grams;
}

/** A number from 0 to 2^32 - 1 that stands for a gram in tables of document frequencies. Two grams rarely share one. */
export function gramHash(gram: string): number {
  const [high, low] = gramKey(gram);
  return mix(high, low);
}

/** The two halves of a gram, each of two UTF-16 units. */
export function gramKey(gram: string): readonly [high: number, low: number] {
  const padded = gram.padStart(4, '\0');
  return [
    (padded.charCodeAt(0) << 16) | padded.charCodeAt(1),
    (padded.charCodeAt(2) << 16) | padded.charCodeAt(3),
  ];
}

/** What an index keeps of a passage's grams. */
export interface IndexedGrams {
  /** {@link gramHash} of each distinct gram, in no particular order: raises that gram's document frequency by one. */
  readonly hashes: Uint32Array;
  /** Grams of the passage, repeats included. */
  readonly length: number;
}

/** The grams of a passage, for the statistics of an index. */
export function indexGrams(text: string): IndexedGrams {
  const hashes = new Set<number>();
  let length = 0;
  walkGrams(text, (high, low) => {
    hashes.add(mix(high, low));
    length++;
  });
  return { hashes: Uint32Array.from(hashes), length };
}

/** Grams of a text, repeats included, without keeping them. */
export function gramLength(text: string): number {
  let length = 0;
  walkGrams(text, () => length++);
  return length;
}
