/** A stretch of text, and whether it belongs to a quote. */
export interface Piece {
  /** Its place in the document. */
  readonly at: number;
  readonly text: string;
  readonly quoted: boolean;
}

/** A part of a text by UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Blank lines, and the ends of lines before an item of a list or a row of a table. */
const BREAKS = /(\n[^\S\n]*\n\s*|\n(?=[^\S\n]*(?:\||[-*+•] |\d{1,3}[.)] )))/;

/**
 * The paragraphs, items and rows of a text as pieces, those inside of `quotes` marked. Offsets count from `origin`, the place of the
 * text's first character in its document. Pieces and blank lines together are the text.
 */
export function cutPassage(
  text: string,
  origin: number,
  quotes: readonly Span[],
): readonly (readonly Piece[])[] {
  const paragraphs: Piece[][] = [];
  let start = 0;
  for (const paragraph of text.split(BREAKS)) {
    if (paragraph.trim() !== '') paragraphs.push(cutParagraph(paragraph, origin + start, quotes));
    start += paragraph.length;
  }
  return paragraphs;
}

/** The span of a quote in a text: where it should stand, else where it is found; undefined when it is not there. */
export function locateQuote(text: string, origin: number, quote: string, at: number): Span | undefined {
  if (quote === '') return undefined;
  const expected = at - origin;
  const index = text.startsWith(quote, expected) && expected >= 0 ? expected : text.indexOf(quote);
  return index < 0 ? undefined : { start: origin + index, end: origin + index + quote.length };
}

function cutParagraph(paragraph: string, origin: number, quotes: readonly Span[]): Piece[] {
  const edges = new Set([0, paragraph.length]);
  for (const { start, end } of quotes) {
    for (const edge of [start - origin, end - origin]) {
      if (edge > 0 && edge < paragraph.length) edges.add(edge);
    }
  }
  const ordered = [...edges].sort((a, b) => a - b);
  return ordered.slice(0, -1).map((from, index) => ({
    at: origin + from,
    text: paragraph.slice(from, ordered[index + 1]),
    quoted: quotes.some(({ start, end }) => start - origin <= from && from < end - origin),
  }));
}
