import type { Block, BlockKind, ParsedDocument, PlacedLine, TextFormat } from '../text/parsed-document.ts';

/** A block before it has a place. Lines of a list item, table or code block are kept; a paragraph's too. */
export interface NewBlock {
  readonly kind: BlockKind;
  readonly text: string;
  readonly level?: number;
  readonly header?: string;
}

/** Puts blocks one after the other into one text and keeps their places. */
export interface TextBuilder {
  /** Adds a block, unless it has nothing but white space; returns the offset at which it begins. */
  add(block: NewBlock): number | undefined;
  /** Where the next line stands, for formats with pages. */
  place(line: PlacedLine): void;
  finish(format: TextFormat, extra?: Partial<ParsedDocument>): ParsedDocument;
}

/** Items of a list follow each other line by line; everything else is set apart by an empty line. */
function separator(previous: BlockKind, next: BlockKind): string {
  return previous === 'list-item' && next === 'list-item' ? '\n' : '\n\n';
}

/** Code keeps its indentation and stands in fences, so that a reader of the text alone knows it for code. */
function dressed(kind: BlockKind, text: string): string {
  if (text.trim() === '') return '';
  if (kind === 'code') return `\`\`\`\n${text.replace(/^(?:[ \t]*\n)+/, '').trimEnd()}\n\`\`\``;
  return kind === 'list-item' ? text.trimEnd() : text.trim();
}

/** @returns an empty builder */
export function createTextBuilder(): TextBuilder {
  const parts: string[] = [];
  const blocks: Block[] = [];
  const lines: PlacedLine[] = [];
  let length = 0;
  let previous: BlockKind | undefined;
  const push = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  return {
    add({ kind, text, level, header }) {
      const trimmed = dressed(kind, text);
      if (trimmed === '') return undefined;
      if (previous !== undefined) push(separator(previous, kind));
      const start = length;
      push(trimmed);
      previous = kind;
      blocks.push({
        kind,
        start,
        end: length,
        ...(level === undefined ? {} : { level }),
        ...(header === undefined ? {} : { header }),
      });
      return start;
    },
    place: (line) => {
      lines.push(line);
    },
    finish: (format, extra = {}) => ({ format, text: parts.join(''), blocks, lines, warnings: [], ...extra }),
  };
}

/** One line: runs of white space become one blank. */
export function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Rows of cells as lines `| a | b |`. Lines in cells are joined, bars in cells are left as they are: the text is for
 * reading, not for parsing again.
 */
export function tableText(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => row.map(collapse))
    .filter((row) => row.some((cell) => cell !== ''))
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

/** The words of a header row, for {@link Block.header}. */
export function headerText(row: readonly string[] | undefined): string | undefined {
  const words = (row ?? []).map(collapse).filter((cell) => cell !== '');
  return words.length === 0 ? undefined : words.join(' | ');
}
