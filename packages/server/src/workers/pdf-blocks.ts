import type { BlockKind } from '../text/parsed-document.ts';
import type { PdfLine } from './pdf-types.ts';

/** Lines that make a block together. */
export interface PdfBlock {
  readonly kind: BlockKind;
  readonly level?: number;
  readonly lines: readonly PdfLine[];
}

/** A heading is at least this much larger than the text around it. */
const HEADING_RATIO = 1.15;
/** When more of the document than this is large, size says nothing about headings. */
const MOST_HEADINGS = 0.25;
/** Line distance, as a multiple of the usual one, that begins a paragraph. */
const PARAGRAPH_GAP = 1.35;

/** Puts the lines of a document together to headings, paragraphs, list items and tables. */
export function blocksOfLines(lines: readonly PdfLine[]): readonly PdfBlock[] {
  const measures = measure(lines);
  const blocks: PdfBlock[] = [];
  let open: { kind: BlockKind; level?: number; lines: PdfLine[] } | undefined;
  for (const [index, line] of lines.entries()) {
    const level = headingLevel(line, measures);
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
  return blocks;
}

const LIST = /^(?:[•●○▪■◦‣∙·]|[-–—*](?=\s)|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)](?=\s))/;

interface Measures {
  readonly bodySize: number;
  /** Usual distance of baselines in body text, in font sizes. */
  readonly leading: number;
  /** Sizes of headings, largest first. */
  readonly headingSizes: readonly number[];
}

function measure(lines: readonly PdfLine[]): Measures {
  const sizes = new Map<number, number>();
  for (const line of lines) add(sizes, half(line.size), line.text.length);
  const bodySize = mostFrequent(sizes) ?? 10;
  const distances = new Map<number, number>();
  for (const [index, line] of lines.entries()) {
    const last = lines[index - 1];
    const distance = last?.stretch === line.stretch ? (line.baseline - last.baseline) / line.size : 0;
    if (distance > 0.8 && distance < 2.5) add(distances, Math.round(distance * 20) / 20, 1);
  }
  const large = [...sizes].filter(([size]) => size >= bodySize * HEADING_RATIO);
  const total = [...sizes.values()].reduce((sum, count) => sum + count, 0);
  const share = large.reduce((sum, [, count]) => sum + count, 0) / Math.max(1, total);
  return {
    bodySize,
    leading: mostFrequent(distances) ?? 1.2,
    headingSizes:
      share > MOST_HEADINGS ? [] : large.map(([size]) => size).sort((first, second) => second - first),
  };
}

function add(counts: Map<number, number>, key: number, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function half(size: number): number {
  return Math.round(size * 2) / 2;
}

function mostFrequent(counts: ReadonlyMap<number, number>): number | undefined {
  return [...counts].sort((first, second) => second[1] - first[1])[0]?.[0];
}

/** By size alone, where it is clear: words, not a large initial or a number, on a line that is not a table row. */
function headingLevel(line: PdfLine, { headingSizes }: Measures): number | undefined {
  const rank = headingSizes.indexOf(half(line.size));
  const letters = line.text.match(/\p{L}/gu)?.length ?? 0;
  const words = letters >= 4 || (letters >= 2 && /[\u3040-\u9fff\uac00-\ud7af]/.test(line.text));
  return rank >= 0 && words && line.text.length <= 200 ? Math.min(6, rank + 1) : undefined;
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
  measures: Measures,
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
