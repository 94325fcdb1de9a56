import { foldUnits, LETTERS, plainUnits, RAREST, SAME } from './fold-units.ts';
import { BOUNDARY, gramKey } from './grams.ts';

/** The grams of a question, made ready for {@link countGrams}. Grams are numbered from 1 here; 0 is none. */
export interface GramTable {
  readonly size: number;
  /** By {@link sieve}: the first gram with this value. Nearly all places of a text have a value that no gram has. */
  readonly first: Uint16Array;
  /** By gram: the next one with the same value. */
  readonly next: Uint16Array;
  /** By gram: its two halves. */
  readonly highs: Int32Array;
  readonly lows: Int32Array;
  /** Some gram is a word of one letter. */
  readonly single: boolean;
}

const SIEVE_BITS = 14;

/** A number that depends on the last four units alone: what is older has been shifted out. */
function slide(window: number, unit: number): number {
  return (window << 8) ^ unit;
}

/** A number of {@link SIEVE_BITS} bits for a window. */
function sieve(window: number): number {
  return Math.imul(window, 0x9e3779b1) >>> (32 - SIEVE_BITS);
}

function sieveOf(high: number, low: number): number {
  return sieve(slide(slide(slide(high >>> 16, high & 0xffff), low >>> 16), low & 0xffff));
}

/** Makes the table; a gram's number is its place in the list. Repeats keep the first place. */
export function createGramTable(grams: readonly string[]): GramTable {
  const table = {
    size: grams.length,
    first: new Uint16Array(2 ** SIEVE_BITS),
    next: new Uint16Array(grams.length + 1),
    highs: new Int32Array(grams.length + 1),
    lows: new Int32Array(grams.length + 1),
    single: grams.some((gram) => gram.length === 3),
  };
  for (const [index, gram] of grams.entries()) {
    const [high, low] = gramKey(gram);
    if (find(table, high, low) !== 0) continue;
    const value = sieveOf(high, low);
    table.next[index + 1] = table.first[value] as number;
    table.first[value] = index + 1;
    table.highs[index + 1] = high;
    table.lows[index + 1] = low;
  }
  return table;
}

/** The gram with these halves, or 0. */
function find({ first, next, highs, lows }: GramTable, high: number, low: number): number {
  let gram = first[sieveOf(high, low)] as number;
  while (gram !== 0 && (highs[gram] !== high || lows[gram] !== low)) gram = next[gram] as number;
  return gram;
}

/**
 * Counts how often each gram of a table stands in a text, into `counts`. This is the hot loop of scoring candidates: it
 * slides over the letters once, some 2 ns each, so that 400 passages of 1,000 letters take less than a millisecond. A text
 * with a letter that cannot be looked up is folded first, which doubles that.
 */
export function countGrams(text: string, table: GramTable, counts: Uint32Array): void {
  counts.fill(0);
  const plain = plainUnits(text);
  if (slideOver(plain.units, plain.size, LETTERS, table, counts)) return;
  const folded = foldUnits(text);
  slideOver(folded.units, folded.size, SAME, table, counts);
}

/** False when a unit cannot be looked up in `letters`; nothing has been counted then. */
function slideOver(
  units: Uint16Array,
  size: number,
  letters: Uint16Array,
  table: GramTable,
  counts: Uint32Array,
): boolean {
  const hits = findHits(units, size, letters, table.first);
  if (hits < 0) return false;
  for (let hit = 0; hit < hits; hit++) {
    const index = places[hit] as number;
    if (index >= 3) count(table, pair(units, index - 3, letters), pair(units, index - 1, letters), counts);
  }
  if (table.single) countSingles(units, size, letters, table, counts);
  return true;
}

let places = new Uint32Array(4096);

/**
 * Writes into `places` where a window ends whose value some gram has, and returns how many there are; -1 when a unit
 * cannot be looked up. Free of calls and of branches that are hard to foresee: that makes it twice as fast.
 */
function findHits(units: Uint16Array, size: number, letters: Uint16Array, first: Uint16Array): number {
  if (places.length < size) places = new Uint32Array(2 * size);
  const found = places;
  let hits = 0;
  let window = BOUNDARY;
  for (let index = 0; index < size; index++) {
    const letter = letters[units[index] as number] as number;
    if (letter <= RAREST) return -1;
    // No gram of the table has a boundary inside, so a window that spans two words finds nothing.
    window = slide(window, letter);
    found[hits] = index;
    hits += first[sieve(window)] === 0 ? 0 : 1;
  }
  return hits;
}

/** Half of a gram. */
function pair(units: Uint16Array, index: number, letters: Uint16Array): number {
  return (
    ((letters[units[index] as number] as number) << 16) | (letters[units[index + 1] as number] as number)
  );
}

/** Words of one letter: in front of them stands the boundary alone. */
function countSingles(
  units: Uint16Array,
  size: number,
  letters: Uint16Array,
  table: GramTable,
  counts: Uint32Array,
): void {
  const found = places;
  let hits = 0;
  for (let index = 2; index < size; index++) {
    if (letters[units[index] as number] !== BOUNDARY || letters[units[index - 2] as number] !== BOUNDARY)
      continue;
    found[hits++] = index - 1;
  }
  for (let hit = 0; hit < hits; hit++) {
    const letter = letters[units[found[hit] as number] as number] as number;
    if (letter !== BOUNDARY) count(table, BOUNDARY, (letter << 16) | BOUNDARY, counts);
  }
}

function count(table: GramTable, high: number, low: number, counts: Uint32Array): void {
  const gram = find(table, high, low);
  if (gram !== 0) counts[gram - 1] = (counts[gram - 1] as number) + 1;
}
