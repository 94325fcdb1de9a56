import { lowerBound } from './binary-search.ts';

/**
 * Some chunks of a segment: those whose ordinal lies in a range and, where there is a mask, has a 1 in it. Ranges
 * ascend and do not touch.
 */
export interface Selection {
  /** Pairs of first ordinal and end. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** By ordinal, for the whole segment. */
  readonly mask?: Uint8Array;
}

/** From here on, trying each range costs more than looking at a mask. */
const MANY_RANGES = 32;

/** Joins ranges that touch. They come in ascending order, and empty ones are left out. */
export function joinRanges(
  ranges: Iterable<readonly [number, number]>,
): (readonly [start: number, end: number])[] {
  const joined: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = joined.at(-1);
    if (end <= start) continue;
    if (last !== undefined && last[1] === start) last[1] = end;
    else joined.push([start, end]);
  }
  return joined;
}

/** The chunks of these ranges that are alive. Many small ranges become one range with a mask. */
export function select(
  ranges: readonly (readonly [number, number])[],
  chunks: number,
  alive: Uint8Array | undefined,
): Selection {
  if (ranges.length <= MANY_RANGES) return alive === undefined ? { ranges } : { ranges, mask: alive };
  const mask = new Uint8Array(chunks);
  for (const [start, end] of ranges) {
    if (alive === undefined) mask.fill(1, start, end);
    else mask.set(alive.subarray(start, end), start);
  }
  return { ranges: [[ranges[0]?.[0] ?? 0, ranges.at(-1)?.[1] ?? 0]], mask };
}

/** The part of an ascending list of ordinals, between two of its indices, that lies in the selection's ranges. */
export function rangesWithin(
  ordinals: Uint16Array,
  start: number,
  end: number,
  { ranges }: Selection,
): (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = [];
  let from = start;
  for (const range of ranges) {
    const first = lowerBound(ordinals, range[0], from, end);
    from = lowerBound(ordinals, range[1], first, end);
    if (from > first) found.push([first, from]);
  }
  return found;
}
