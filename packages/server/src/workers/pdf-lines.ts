import type { Region } from '../domain/chunk.ts';
import { readingOrder } from './pdf-columns.ts';
import type { PdfLine, PdfRun, PdfSegment } from './pdf-types.ts';

/** Runs on one baseline this far apart (in font sizes) belong together; further apart begins a cell or a column. */
const WORD_GAP = 0.9;
/** Gap within a line, in font sizes, that sets cells apart. */
const CELL_GAP = 1.2;
/** Baselines closer than this (in font sizes) are one line: superscripts stay with their word. */
const LINE_TOLERANCE = 0.5;

/**
 * The lines of a page in reading order. Most pages have one direction of text, which is turned upright; text in any
 * other direction (a stamp in the margin) follows at the end.
 */
export function linesOfPage(runs: readonly PdfRun[], page: number, firstStretch: number): readonly PdfLine[] {
  const lines: PdfLine[] = [];
  let stretch = firstStretch;
  for (const [angle, group] of byDirection(runs)) {
    for (const segments of readingOrder(toSegments(group, angle))) {
      for (const row of rowsOf(segments)) {
        const line = toLine(row, page, angle, stretch);
        if (line.text !== '') lines.push(line);
      }
      stretch += 1;
    }
  }
  return lines;
}

/** Runs by direction in quarter turns, the one with the most characters first. */
function byDirection(runs: readonly PdfRun[]): readonly (readonly [number, readonly PdfRun[]])[] {
  const groups = new Map<number, PdfRun[]>();
  for (const run of runs) {
    const turn = ((Math.round(run.angle / (Math.PI / 2)) % 4) + 4) % 4;
    const group = groups.get(turn);
    if (group === undefined) groups.set(turn, [run]);
    else group.push(run);
  }
  const size = (group: readonly PdfRun[]): number => group.reduce((sum, run) => sum + run.text.length, 0);
  return [...groups]
    .sort((first, second) => size(second[1]) - size(first[1]))
    .map(([turn, group]) => [(turn * Math.PI) / 2, group]);
}

/** Puts runs that the page draws one after the other on one baseline together. */
function toSegments(runs: readonly PdfRun[], angle: number): readonly PdfSegment[] {
  const [cosine, sine] = [Math.round(Math.cos(angle)), Math.round(Math.sin(angle))];
  const segments: PdfSegment[] = [];
  for (const run of runs) {
    // A run of blanks may be as wide as a gutter: what it bridges does not belong together.
    if (run.text.trim() === '' && run.width > run.size * WORD_GAP) continue;
    const left = run.x * cosine + run.y * sine;
    const baseline = run.y * cosine - run.x * sine;
    const next: PdfSegment = {
      text: run.text,
      left,
      right: left + run.width,
      top: baseline - run.ascent * run.size,
      bottom: baseline + run.descent * run.size,
      baseline,
      size: run.size,
      rightToLeft: run.rightToLeft,
      font: run.font,
    };
    const last = segments.at(-1);
    if (last !== undefined && follows(last, next)) segments[segments.length - 1] = joinSegments(last, next);
    else segments.push(next);
  }
  return segments.filter(({ text }) => text.trim() !== '');
}

function follows(last: PdfSegment, next: PdfSegment): boolean {
  const size = Math.max(last.size, next.size);
  const gap = last.rightToLeft && next.rightToLeft ? last.left - next.right : next.left - last.right;
  return (
    Math.abs(last.baseline - next.baseline) < size * LINE_TOLERANCE && gap < size * WORD_GAP && gap > -size
  );
}

function joinSegments(last: PdfSegment, next: PdfSegment): PdfSegment {
  const gap = last.rightToLeft && next.rightToLeft ? last.left - next.right : next.left - last.right;
  const bigger = next.size > last.size && next.text.trim() !== '' ? next : last;
  return {
    text:
      last.text +
      (gap > bigger.size * 0.12 && !/\s$/.test(last.text) && !/^\s/.test(next.text) ? ' ' : '') +
      next.text,
    left: Math.min(last.left, next.left),
    right: Math.max(last.right, next.right),
    top: Math.min(last.top, next.top),
    bottom: Math.max(last.bottom, next.bottom),
    baseline: bigger.baseline,
    size: bigger.size,
    rightToLeft: last.rightToLeft || next.rightToLeft,
    font: last.font === next.font || next.text.trim() === '' ? last.font : '',
  };
}

/** Segments of one column by line, from top to bottom. */
function rowsOf(segments: readonly PdfSegment[]): readonly (readonly PdfSegment[])[] {
  const rows: PdfSegment[][] = [];
  for (const segment of [...segments].sort((first, second) => first.baseline - second.baseline)) {
    const row = rows.at(-1);
    const anchor = row?.[0];
    const size = Math.min(anchor?.size ?? 0, segment.size);
    if (
      row !== undefined &&
      anchor !== undefined &&
      segment.baseline - anchor.baseline < size * LINE_TOLERANCE
    ) {
      row.push(segment);
    } else rows.push([segment]);
  }
  return rows.map((row) => {
    const rightToLeft = row.filter((segment) => segment.rightToLeft).length > row.length / 2;
    return row.sort((first, second) => (rightToLeft ? second.right - first.right : first.left - second.left));
  });
}

/** The dots between an entry and its page in a table of contents. */
const DOT_LEADERS = /\s*(?:\.\s?){6,}/g;
/** A bullet or a number that begins a line; what follows it is no cell of a table. */
const MARKER = /^(?:[•●○▪■◦‣∙·–—*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){1,4}\.?)$/;

function toLine(row: readonly PdfSegment[], page: number, angle: number, stretch: number): PdfLine {
  let text = '';
  let before: PdfSegment | undefined;
  for (const segment of row) {
    const piece = segment.text.replace(/\s+/g, ' ').trim();
    text += before === undefined ? piece : separator(before, segment, text) + piece;
    before = segment;
  }
  const main = row.reduce((best, segment) => (segment.text.length > best.text.length ? segment : best));
  const left = Math.min(...row.map((segment) => segment.left));
  const right = Math.max(...row.map((segment) => segment.right));
  const top = Math.min(...row.map((segment) => segment.top));
  const bottom = Math.max(...row.map((segment) => segment.bottom));
  const region = toRegion(page, angle, [left, top, right, bottom]);
  const font = row.every((segment) => segment.font === main.font) ? main.font : '';
  return {
    text: text.replace(DOT_LEADERS, ' … ').trim(),
    font,
    left,
    right,
    baseline: main.baseline,
    size: main.size,
    region,
    stretch,
  };
}

function separator(before: PdfSegment, segment: PdfSegment, text: string): string {
  const gap = Math.max(segment.left - before.right, before.left - segment.right);
  const size = Math.max(before.size, segment.size);
  if (gap > size * CELL_GAP && !MARKER.test(text)) return '\t';
  return gap > size * 0.12 ? ' ' : '';
}

/** Turns a box back to where it stands on the page as it is shown; tenths of a point are enough. */
function toRegion(page: number, angle: number, box: readonly [number, number, number, number]): Region {
  const [cosine, sine] = [Math.round(Math.cos(angle)), Math.round(Math.sin(angle))];
  const turn = (u: number, v: number): readonly [number, number] => [
    u * cosine - v * sine,
    u * sine + v * cosine,
  ];
  const [x1, y1] = turn(box[0], box[1]);
  const [x2, y2] = turn(box[2], box[3]);
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  return {
    page,
    box: [tenth(Math.min(x1, x2)), tenth(Math.min(y1, y2)), tenth(Math.max(x1, x2)), tenth(Math.max(y1, y2))],
  };
}
