import type { Region } from '../domain/chunk.ts';
import { splitDocument } from '../text/split.ts';
import { tokenize } from '../text/tokenize.ts';
import { MEDIA_TYPES } from './detect-format.ts';
import { type FileInput, parseDocument } from './parse-document.ts';

/** A passage with its index terms. */
export interface PreparedPassage {
  readonly start: number;
  readonly end: number;
  readonly headings: readonly string[];
  readonly regions: readonly Region[];
  /** Index terms of headings and text, one a line: one string crosses threads faster than hundreds. */
  readonly terms: string;
}

/** All that the processor can do for a document before a model is asked. */
export interface PreparedDocument {
  readonly mediaType: string;
  readonly title?: string;
  readonly text: string;
  readonly pageCount?: number;
  readonly passages: readonly PreparedPassage[];
  /** Estimated tokens of all passages. */
  readonly tokenCount: number;
  readonly warnings: readonly string[];
}

/** Parses, splits and tokenises a file. @throws AppError as {@link parseDocument} does */
export async function prepareDocument(file: FileInput): Promise<PreparedDocument> {
  const document = await parseDocument(file);
  const passages = splitDocument(document);
  return {
    mediaType: MEDIA_TYPES[document.format],
    text: document.text,
    passages: passages.map(({ start, end, headings, regions }) => ({
      start,
      end,
      headings,
      regions,
      terms: tokenize([...headings, document.text.slice(start, end)].join('\n')).join('\n'),
    })),
    tokenCount: passages.reduce((sum, { tokens }) => sum + tokens, 0),
    warnings: document.warnings,
    ...(document.title === undefined ? {} : { title: document.title }),
    ...(document.pageCount === undefined ? {} : { pageCount: document.pageCount }),
  };
}
