import type { ParsedDocument, PlacedLine } from '../text/parsed-document.ts';
import { blocksOfLines, type PdfBlock } from './pdf-blocks.ts';
import { dropFurniture } from './pdf-furniture.ts';
import { linesOfPage } from './pdf-lines.ts';
import { readPdf } from './pdf-reader.ts';
import type { PdfLine } from './pdf-types.ts';
import { createTextBuilder } from './text-builder.ts';

/**
 * A PDF to readable text in reading order, each line with its place on the page. Rows of tables keep their cells,
 * set apart by tabs; running heads and page numbers are left out.
 * @throws AppError `parse-failed`, `too-large`
 */
export async function parsePdf(bytes: Uint8Array): Promise<ParsedDocument> {
  const { pages, unreadable } = await readPdf(bytes);
  const builder = createTextBuilder();
  const lines = dropFurniture(linesOfPages(pages));
  const compounds = compoundsOf(lines.flat());
  for (const block of blocksOfLines(lines.flat())) {
    const { text, places } = join(block, compounds);
    const start = builder.add({
      kind: block.kind,
      text,
      ...(block.level === undefined ? {} : { level: block.level }),
    });
    if (start === undefined) continue;
    for (const place of places)
      builder.place({ ...place, start: start + place.start, end: start + place.end });
  }
  return builder.finish('pdf', { pageCount: pages.length, warnings: warningsOf(lines, unreadable) });
}

function linesOfPages(pages: Awaited<ReturnType<typeof readPdf>>['pages']): readonly (readonly PdfLine[])[] {
  let stretch = 0;
  return pages.map((runs, index) => {
    const lines = linesOfPage(runs, index + 1, stretch);
    stretch = (lines.at(-1)?.stretch ?? stretch) + 1;
    return lines;
  });
}

/** Joins the lines of a block: rows stay lines, wrapped prose becomes one line, words cut at a line's end are healed. */
function join(
  block: PdfBlock,
  compounds: ReadonlySet<string>,
): { readonly text: string; readonly places: readonly PlacedLine[] } {
  let text = '';
  const places: PlacedLine[] = [];
  for (const line of block.lines) {
    const piece = block.kind === 'table' ? line.text : line.text.replaceAll('\t', ' ');
    if (places.length > 0) {
      if (block.kind === 'table') text += '\n';
      else if (isCutWord(text, piece)) text = compounds.has(compound(text, piece)) ? text : text.slice(0, -1);
      else if (!isUnspaced(text, piece)) text += ' ';
    }
    const start = text.length;
    text += piece;
    places.push({ start, end: text.length, region: line.region });
  }
  return { text, places };
}

/** "exam-" before "ple": a hyphen after letters, with small letters to follow. */
function isCutWord(before: string, after: string): boolean {
  return /\p{L}\p{Ll}[-\u00ad\u2010]$/u.test(before) && /^\p{Ll}{2}/u.test(after);
}

/** Words that the document writes with a hyphen within a line: at a line's end they keep theirs. */
function compoundsOf(lines: readonly PdfLine[]): ReadonlySet<string> {
  return new Set(lines.flatMap(({ text }) => text.toLowerCase().match(/\p{L}+-\p{L}+/gu) ?? []));
}

function compound(before: string, after: string): string {
  return `${/\p{L}+-$/u.exec(before)?.[0] ?? ''}${/^\p{L}+/u.exec(after)?.[0] ?? ''}`.toLowerCase();
}

/** Chinese and Japanese are written without blanks: a line's end is none either. */
function isUnspaced(before: string, after: string): boolean {
  return (
    /[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]$/.test(before) &&
    /^[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]/.test(after)
  );
}

function warningsOf(
  pages: readonly (readonly PdfLine[])[],
  unreadable: readonly number[],
): readonly string[] {
  const empty = pages.flatMap((lines, index) => (lines.length === 0 ? [index + 1] : []));
  const silent = empty.filter((page) => !unreadable.includes(page));
  return [
    ...(unreadable.length === 0 ? [] : [`${countOf(unreadable)} could not be read.`]),
    ...(silent.length === 0
      ? []
      : [`${countOf(silent)} without text: empty, or a picture that needs text recognition (OCR).`]),
  ];
}

function countOf(pages: readonly number[]): string {
  const named = pages.slice(0, 10).join(', ');
  return `${pages.length === 1 ? 'Page' : 'Pages'} ${named}${pages.length > 10 ? ' and more' : ''}`;
}
