import type { PdfSegment } from './pdf-types.ts';

/** Columns within columns that are looked for. */
const DEEPEST = 2;
/** Half of the white strip that a gutter must have, in points. */
const HALF_GUTTER = 2;
/** Lines that a column must have. */
const FEWEST_LINES = 5;
/** Mean characters of a line of prose; cells of tables have fewer. */
const SHORTEST_PROSE = 15;

/**
 * Puts the segments of a page in stretches that are read one after the other: what spans the page, then the left
 * column, then the right one, band by band. Columns are found by a white strip that prose on both sides keeps clear;
 * tables, whose cells are short, stay whole. Within a stretch the order is left to the caller.
 */
export function readingOrder(segments: readonly PdfSegment[], depth = 0): readonly (readonly PdfSegment[])[] {
  const gutter = depth < DEEPEST ? findGutter(segments) : undefined;
  if (gutter === undefined) return segments.length === 0 ? [] : [segments];
  const stretches: (readonly PdfSegment[])[] = [];
  for (const band of bandsOf(segments, gutter)) {
    if (band.spans) stretches.push(band.segments);
    else {
      stretches.push(
        ...readingOrder(
          band.segments.filter((segment) => segment.right <= gutter),
          depth + 1,
        ),
      );
      stretches.push(
        ...readingOrder(
          band.segments.filter((segment) => segment.right > gutter),
          depth + 1,
        ),
      );
    }
  }
  return stretches;
}

interface Band {
  /** Its lines go across the gutter. */
  readonly spans: boolean;
  readonly segments: PdfSegment[];
}

function bandsOf(segments: readonly PdfSegment[], gutter: number): readonly Band[] {
  const bands: Band[] = [];
  for (const segment of [...segments].sort((first, second) => first.baseline - second.baseline)) {
    const spans = crosses(segment, gutter);
    const last = bands.at(-1);
    if (last !== undefined && last.spans === spans) last.segments.push(segment);
    else bands.push({ spans, segments: [segment] });
  }
  return bands;
}

function crosses(segment: PdfSegment, x: number): boolean {
  return segment.left < x - HALF_GUTTER && segment.right > x + HALF_GUTTER;
}

/** The middle of the white strip between two columns, if there is one. */
function findGutter(segments: readonly PdfSegment[]): number | undefined {
  if (segments.length < FEWEST_LINES * 2) return undefined;
  const left = Math.min(...segments.map((segment) => segment.left));
  const width = Math.max(...segments.map((segment) => segment.right)) - left;
  let fewest = Number.POSITIVE_INFINITY;
  let places: number[] = [];
  for (let share = 0.2; share <= 0.8; share += 0.005) {
    const x = left + width * share;
    const crossing = segments.reduce(
      (sum, segment) => sum + (crosses(segment, x) ? segment.text.length : 0),
      0,
    );
    if (crossing < fewest) {
      fewest = crossing;
      places = [];
    }
    if (crossing === fewest) places.push(x);
  }
  const gutter = places[Math.floor(places.length / 2)];
  return gutter !== undefined && separatesProse(segments, gutter) ? gutter : undefined;
}

function separatesProse(segments: readonly PdfSegment[], gutter: number): boolean {
  const left = segments.filter((segment) => segment.right <= gutter + HALF_GUTTER);
  const right = segments.filter((segment) => segment.left >= gutter - HALF_GUTTER);
  const characters = (group: readonly PdfSegment[]): number =>
    group.reduce((sum, { text }) => sum + text.length, 0);
  return (
    isProse(left) &&
    isProse(right) &&
    verticalOverlap(left, right) > 0.5 &&
    characters(left) + characters(right) > characters(segments) * 0.4
  );
}

/** Lines of prose fill their column; cells of a table or labels of a figure do not. */
function isProse(side: readonly PdfSegment[]): boolean {
  if (side.length < FEWEST_LINES) return false;
  const start = Math.min(...side.map((segment) => segment.left));
  const width = Math.max(...side.map((segment) => segment.right)) - start;
  const characters = side.reduce((sum, { text }) => sum + text.length, 0);
  const filled = side
    .filter((segment) => segment.right - segment.left > width * 0.5)
    .reduce((sum, { text }) => sum + text.length, 0);
  return characters / side.length >= SHORTEST_PROSE && filled > characters * 0.6;
}

/** Share of the shorter side's height that both sides have in common. */
function verticalOverlap(left: readonly PdfSegment[], right: readonly PdfSegment[]): number {
  const [leftTop, leftBottom] = extent(left);
  const [rightTop, rightBottom] = extent(right);
  const common = Math.min(leftBottom, rightBottom) - Math.max(leftTop, rightTop);
  return common / Math.max(1, Math.min(leftBottom - leftTop, rightBottom - rightTop));
}

function extent(side: readonly PdfSegment[]): readonly [top: number, bottom: number] {
  return [Math.min(...side.map(({ top }) => top)), Math.max(...side.map(({ bottom }) => bottom))];
}
