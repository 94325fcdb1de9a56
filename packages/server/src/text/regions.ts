import type { Region } from '../domain/chunk.ts';
import type { PlacedLine } from './parsed-document.ts';

/** Lines closer than this share of their height are one block on the page. */
const LINE_GAP = 1.2;

/** The boxes that a stretch of text covers: its lines, those of one column of a page put together. */
export function mergeRegions(lines: readonly PlacedLine[], start: number, end: number): readonly Region[] {
  const merged: Region[] = [];
  for (let index = firstAfter(lines, start); index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined || line.start >= end) break;
    const last = merged.at(-1);
    if (last !== undefined && continues(last, line.region))
      merged[merged.length - 1] = union(last, line.region);
    else merged.push(line.region);
  }
  return merged;
}

/** Index of the first line that ends after `start`; lines are in order. */
function firstAfter(lines: readonly PlacedLine[], start: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.end ?? 0) > start) high = middle;
    else low = middle + 1;
  }
  return low;
}

function continues(above: Region, line: Region): boolean {
  const [left, , right, bottom] = above.box;
  const [lineLeft, lineTop, lineRight, lineBottom] = line.box;
  const gap = lineTop - bottom;
  const height = lineBottom - lineTop;
  const overlaps = Math.min(right, lineRight) > Math.max(left, lineLeft);
  return above.page === line.page && overlaps && gap <= height * LINE_GAP && gap >= -height * LINE_GAP;
}

function union(first: Region, second: Region): Region {
  const [a, b] = [first.box, second.box];
  return {
    page: first.page,
    box: [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
  };
}
