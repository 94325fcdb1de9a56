import type { BlockKind } from '../text/parsed-document.ts';
import { halfPoints, measureLines, type PdfMeasures } from './pdf-measures.ts';
import type { PdfLine } from './pdf-types.ts';

/** Lines that make a block together. */
export interface PdfBlock {
  readonly kind: BlockKind;
  readonly level?: number;
  readonly lines: readonly PdfLine[];
}

/** Characters of a heading. */
const LONGEST_HEADING = 150;
/** Line distance, as a multiple of the usual one, that begins a paragraph. */
const PARAGRAPH_GAP = 1.35;

/** Puts the lines of a document together to headings, paragraphs, list items and tables. */
export function blocksOfLines(lines: readonly PdfLine[]): readonly PdfBlock[] {
  const measures = measureLines(lines);
  const blocks: PdfBlock[] = [];
  let open: { kind: BlockKind; level?: number; lines: PdfLine[] } | undefined;
  for (const [index, line] of lines.entries()) {
    const level = headingLevel(line, measures) ?? sidedHeadingLevel(lines, index, measures);
    const kind =
      level !== undefined
        ? 'heading'
        : isRow(lines, index)
          ? 'table'
          : LIST.test(line.text)
            ? 'list-item'
            : 'paragraph';
    const last = open?.lines.at(-1);
    if (
      open !== undefined &&
      last !== undefined &&
      goesOn({ kind: open.kind, last }, { kind, line }, measures)
    ) {
      open.lines.push(line);
    } else {
      if (open !== undefined) blocks.push(open);
      open = { kind, lines: [line], ...(level === undefined ? {} : { level }) };
    }
  }
  if (open !== undefined) blocks.push(open);
  return blocks.map(demoteLong);
}

/** Large type that goes on for long is a cover or a list of names, not a heading. */
function demoteLong(block: PdfBlock): PdfBlock {
  const length = block.lines.reduce((sum, { text }) => sum + text.length, 0);
  return block.kind === 'heading' && length > LONGEST_HEADING
    ? { kind: 'paragraph', lines: block.lines }
    : block;
}

const LIST = /^(?:[•●○▪■◦‣∙·]|[-–—*](?=\s)|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)](?=\s))/;

/** By size alone, where it is clear: words, not a large initial or a number, on a line that is not a table row. */
function headingLevel(line: PdfLine, { headingSizes }: PdfMeasures): number | undefined {
  const rank = headingSizes.findIndex((sizes) => sizes.includes(halfPoints(line.size)));
  const letters = line.text.match(/\p{L}/gu)?.length ?? 0;
  const words = letters >= 4 || (letters >= 2 && /[\u3040-\u9fff\uac00-\ud7af]/.test(line.text));
  return rank >= 0 && words && line.text.length <= 200 ? Math.min(6, rank + 1) : undefined;
}

/**
 * A heading of the size of the text is known by its own font, by standing alone and short above prose in the font of
 * the text, and by beginning like a title and not ending like a sentence. It ranks below all headings by size.
 */
function sidedHeadingLevel(
  lines: readonly PdfLine[],
  index: number,
  measures: PdfMeasures,
): number | undefined {
  const [before, line, after] = [lines[index - 1], lines[index], lines[index + 1]];
  if (line === undefined || after === undefined || line.font === '' || line.font === measures.bodyFont)
    return undefined;
  const titled = /^(?:\d+(?:\.\d+)*\.?\s+)?\p{Lu}/u.test(line.text) && /\p{L}{3}/u.test(line.text);
  const short = line.text.length <= 90 && !line.text.includes('\t') && !/[-.,;:]$/.test(line.text);
  const prose = after.font !== line.font && after.text.length > 50 && after.stretch === line.stretch;
  const apart = before?.stretch !== line.stretch || distance(before, line) > measures.leading * 1.15;
  const large = line.size >= measures.bodySize * 0.95;
  return titled && short && prose && apart && large
    ? Math.min(6, measures.headingSizes.length + 1)
    : undefined;
}

/** A line with cells beside another one, or a short line between two such: what a table is made of. */
function isRow(lines: readonly PdfLine[], index: number): boolean {
  const line = lines[index];
  if (line === undefined) return false;
  const cells = (other: PdfLine | undefined): boolean =>
    other !== undefined &&
    other.stretch === line.stretch &&
    other.text.includes('\t') &&
    Math.abs(other.baseline - line.baseline) < line.size * 3.5;
  const [before, after] = [cells(lines[index - 1]), cells(lines[index + 1])];
  return line.text.includes('\t') ? before || after : before && after && line.text.length < 80;
}

const ENDED = /[.!?:;。！？：；][)"'”’」』]*$/;

function goesOn(
  open: { readonly kind: BlockKind; readonly last: PdfLine },
  next: { readonly kind: BlockKind; readonly line: PdfLine },
  measures: PdfMeasures,
): boolean {
  const { last } = open;
  const { line, kind } = next;
  const sameSize = Math.abs(line.size - last.size) <= Math.max(line.size, last.size) * 0.12;
  if (kind === 'list-item') return false;
  if (kind === 'table' || open.kind === 'table') return kind === open.kind && last.stretch === line.stretch;
  if (kind === 'heading' || open.kind === 'heading') {
    return kind === open.kind && sameSize && last.stretch === line.stretch && distance(last, line) < 1.8;
  }
  if (last.stretch !== line.stretch)
    return sameSize && !ENDED.test(last.text) && /^[\p{Ll}\p{Lo}]/u.test(line.text);
  if (!sameSize || distance(last, line) > measures.leading * PARAGRAPH_GAP) return false;
  const indented = line.left > last.left + line.size * 0.9;
  const endedEarly = last.right < line.left + (line.right - line.left) * 0.75;
  return !(ENDED.test(last.text) && (endedEarly || (indented && open.kind === 'paragraph')));
}

/** Distance of two baselines in font sizes. */
function distance(last: PdfLine, line: PdfLine): number {
  return Math.abs(line.baseline - last.baseline) / Math.max(last.size, line.size);
}
