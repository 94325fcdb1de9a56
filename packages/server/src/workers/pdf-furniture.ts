import type { PdfLine } from './pdf-types.ts';

/** Lines at the top and at the bottom of a page that may be furniture. */
const EDGE_LINES = 3;
/** Share of the height that text takes on the pages of the document, at its top and at its bottom. */
const EDGE_SHARE = 0.12;
/** Pages from which repetition says something. */
const FEWEST_PAGES = 4;
/** Share of the pages on which a line must come back; a left and a right page may differ. */
const REPEATED_ON = 0.4;

/**
 * Drops running heads, running feet and page numbers: lines at the edge of the page that come back, numbers apart, at
 * the same height on many pages. Headings of the text do not: they stand at one height once.
 */
export function dropFurniture(pages: readonly (readonly PdfLine[])[]): readonly (readonly PdfLine[])[] {
  if (pages.length < FEWEST_PAGES) return pages;
  const counts = new Map<string, number>();
  const zone = innerZone(pages);
  const edges = pages.map((lines) => edgeLines(lines, zone));
  for (const edge of edges) {
    for (const key of new Set([...edge].map(furnitureKey))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const enough = Math.max(3, pages.length * REPEATED_ON);
  return pages.map((lines, page) =>
    lines.filter(
      (line) => !(edges[page]?.has(line) === true && (counts.get(furnitureKey(line)) ?? 0) >= enough),
    ),
  );
}

/** The heights between which a line is never furniture. */
function innerZone(pages: readonly (readonly PdfLine[])[]): readonly [top: number, bottom: number] {
  let top = Number.POSITIVE_INFINITY;
  let bottom = 0;
  for (const { region } of pages.flat()) {
    top = Math.min(top, region.box[1]);
    bottom = Math.max(bottom, region.box[3]);
  }
  const edge = (bottom - top) * EDGE_SHARE;
  return [top + edge, bottom - edge];
}

/** The highest and the lowest lines of a page, as far as they stand at its edge. */
function edgeLines(
  lines: readonly PdfLine[],
  [top, bottom]: readonly [number, number],
): ReadonlySet<PdfLine> {
  const sorted = [...lines].sort((first, second) => first.region.box[1] - second.region.box[1]);
  const outer = [...sorted.slice(0, EDGE_LINES), ...sorted.slice(-EDGE_LINES)];
  return new Set(outer.filter(({ region }) => region.box[3] < top || region.box[1] > bottom));
}

/** Words without numbers, and the height on the page to six points. */
function furnitureKey(line: PdfLine): string {
  return `${Math.round(line.region.box[1] / 6)} ${line.text.replace(/\d+|\b[ivxlc]+\b/g, '#').toLowerCase()}`;
}
