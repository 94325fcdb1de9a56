import type { Region } from '../domain/chunk.ts';

export type BlockKind = 'heading' | 'paragraph' | 'list-item' | 'table' | 'code';

/** A piece of a document that belongs together; `start` and `end` are UTF-16 offsets into the document's text. */
export interface Block {
  readonly kind: BlockKind;
  readonly start: number;
  readonly end: number;
  /** Depth of a heading, from 1 (outermost). */
  readonly level?: number;
  /** A table's first row in plain words, when it names the columns: context for rows that are cut off from it. */
  readonly header?: string;
}

/** A line of text and where it stands on its page. */
export interface PlacedLine {
  readonly start: number;
  readonly end: number;
  readonly region: Region;
}

export type TextFormat = 'markdown' | 'html' | 'csv' | 'text' | 'pdf' | 'docx';

/** What every parser gives: readable text and the structure that was found in it. */
export interface ParsedDocument {
  readonly format: TextFormat;
  /** Title as the document itself states it, outside its text. */
  readonly title?: string;
  /** Plain readable text; rows of a table are lines. */
  readonly text: string;
  /** In reading order, not overlapping; all text except white space lies in a block. */
  readonly blocks: readonly Block[];
  /** Of formats with pages: in reading order. */
  readonly lines: readonly PlacedLine[];
  readonly pageCount?: number;
  /** Sentences for a person about what was left out. */
  readonly warnings: readonly string[];
}
