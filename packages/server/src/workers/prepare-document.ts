import { MEDIA_TYPES } from '../text/detect-format.ts';
import { indexedText } from '../text/indexed-text.ts';
import type { FileInput, PreparedDocument } from '../text/prepared-document.ts';
import { splitDocument } from '../text/split.ts';
import { tokenize } from '../text/tokenize.ts';
import { parseDocument } from './parse-document.ts';

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
      terms: tokenize(indexedText({ headings, text: document.text.slice(start, end) })).join('\n'),
    })),
    tokenCount: Math.round(passages.reduce((sum, { tokens }) => sum + tokens, 0)),
    warnings: document.warnings,
    ...(document.title === undefined ? {} : { title: document.title }),
    ...(document.pageCount === undefined ? {} : { pageCount: document.pageCount }),
  };
}
