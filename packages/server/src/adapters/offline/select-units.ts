import type { Unit } from './passage-units.ts';

/** Sentences in one answer, items of a list not counted. */
const MOST_UNITS = 4;
/** A unit this much below the best is not worth quoting. */
const MARGIN = 4;
/** Units that share more of their terms than this say the same. */
const SAME = 0.6;
const MOST_ITEMS = 8;
const MOST_CHARACTERS = 1_200;

/**
 * The places of the units to quote, in reading order within a source and sources by their best unit. The best come
 * first, what repeats one of them is left out; an item comes with the words that introduce its list, and such words
 * with their items.
 */
export function selectUnits(units: readonly Unit[], scores: readonly number[]): number[] {
  const order = units
    .map((_, index) => index)
    .filter((index) => units[index]?.form !== 'heading')
    .sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
  const least = (scores[order[0] ?? -1] ?? 0) - MARGIN;
  const chosen: number[] = [];
  let characters = 0;
  for (const index of order) {
    const unit = units[index];
    if (!unit || chosen.length >= MOST_UNITS || (scores[index] ?? 0) < least) break;
    if (chosen.some((other) => repeats(unit, units[other]))) continue;
    characters += unit.text.length;
    if (chosen.length > 0 && characters > MOST_CHARACTERS) break;
    chosen.push(index);
  }
  return inReadingOrder(units, withLists(units, chosen));
}

function repeats(unit: Unit, other: Unit | undefined): boolean {
  if (!other) return false;
  let shared = 0;
  for (const term of unit.terms) if (other.terms.has(term)) shared += 1;
  return (
    shared > SAME * Math.min(unit.terms.size, other.terms.size) &&
    shared > SAME * 0.7 * Math.max(unit.terms.size, other.terms.size)
  );
}

/** Adds the lead-ins of chosen items, and the items of chosen lead-ins. */
function withLists(units: readonly Unit[], chosen: readonly number[]): number[] {
  const all = new Set<number>();
  for (const index of chosen) {
    const lead = units[index]?.lead;
    if (lead !== undefined) all.add(lead);
    all.add(index);
    for (let item = index + 1; item <= index + MOST_ITEMS && units[item]?.lead === index; item += 1)
      all.add(item);
  }
  return [...all];
}

function inReadingOrder(units: readonly Unit[], chosen: readonly number[]): number[] {
  const sources = [...new Set(chosen.map((index) => units[index]?.source))];
  return sources.flatMap((source) =>
    chosen.filter((index) => units[index]?.source === source).sort((left, right) => left - right),
  );
}
