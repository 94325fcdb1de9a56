import { AppError } from '../domain/errors.ts';
import { detectFormat } from '../text/detect-format.ts';
import type { ParsedDocument, TextFormat } from '../text/parsed-document.ts';
import type { FileInput } from '../text/prepared-document.ts';
import { decodeText } from './decode-text.ts';

/** Characters of text that one document may have. */
const LONGEST_TEXT = 60_000_000;
/** Bytes of a file of plain text, Markdown, HTML or CSV that are read at once. */
const LARGEST_TEXT_FILE = 100_000_000;

const FORMAT_NAMES: Readonly<Record<TextFormat, string>> = {
  markdown: 'Markdown',
  html: 'HTML',
  csv: 'CSV',
  text: 'text',
  pdf: 'PDF',
  docx: 'Word (.docx)',
};

/**
 * Reads a file of any readable format, by what it is rather than by what it is called.
 * @throws AppError `unsupported`, `too-large`, `parse-failed` (damaged, password needed, no text)
 */
export async function parseDocument(file: FileInput): Promise<ParsedDocument> {
  if (file.bytes.length === 0) throw new AppError('parse-failed', 'The file is empty (0 bytes).');
  const format = await resolveFormat(file);
  const document = await parseFormat(format, file);
  if (document.text.length > LONGEST_TEXT) {
    throw new AppError(
      'too-large',
      'The document has too much text. Split it into parts of at most 60 million characters.',
    );
  }
  if (document.text.trim() === '') throw withoutText(format);
  return document;
}

/** Containers are looked into: both say what they are only inside. */
async function resolveFormat({ name, bytes }: FileInput): Promise<TextFormat> {
  const detected = detectFormat(name, bytes.subarray(0, 4096));
  if (detected === 'zip') return (await import('./zip-format.ts')).zipFormat(name, bytes);
  if (detected === 'ole') return (await import('./zip-format.ts')).refuseOle(name, bytes);
  return detected;
}

/** Parsers are loaded when the first document of their kind comes, so that a thread starts quickly. */
async function parseFormat(format: TextFormat, file: FileInput): Promise<ParsedDocument> {
  try {
    switch (format) {
      case 'pdf':
        return await (await import('./parse-pdf.ts')).parsePdf(file.bytes);
      case 'docx':
        return (await import('./parse-docx.ts')).parseDocx(file.bytes);
      case 'markdown':
        return await parseMarkdownOrText(decoded(file.bytes));
      case 'html': {
        const { declaredCharset, parseHtml } = await import('./parse-html.ts');
        return parseHtml(decoded(file.bytes, declaredCharset(file.bytes)));
      }
      case 'csv':
        return (await import('./parse-csv.ts')).parseCsv(decoded(file.bytes));
      case 'text':
        return (await import('./parse-plain-text.ts')).parsePlainText(decoded(file.bytes));
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw damaged(format, cause);
  }
}

/** Markdown that is nested deeper than the parser's stack is read as the text that it is. */
async function parseMarkdownOrText(source: string): Promise<ParsedDocument> {
  const { parseMarkdown } = await import('./parse-markdown.ts');
  try {
    return parseMarkdown(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { parsePlainText } = await import('./parse-plain-text.ts');
    return {
      ...parsePlainText(source),
      warnings: ['The Markdown is nested too deeply; it was read as plain text.'],
    };
  }
}

function decoded(bytes: Uint8Array, declared?: string): string {
  if (bytes.length > LARGEST_TEXT_FILE) {
    throw new AppError('too-large', 'Text files may have at most 100 MB. Split the file and add its parts.');
  }
  return decodeText(bytes, declared).text;
}

function damaged(format: TextFormat, cause: unknown): AppError {
  if (cause instanceof RangeError) {
    return new AppError('parse-failed', 'The file is nested too deeply or too large to be read.', { cause });
  }
  const message = `The file could not be read as ${FORMAT_NAMES[format]}: it seems to be damaged or cut off. Open it in its own program, save it again, and add the new file.`;
  return new AppError('parse-failed', message, { cause });
}

function withoutText(format: TextFormat): AppError {
  const message =
    format === 'pdf'
      ? 'The PDF has no text: its pages are pictures. Run it through text recognition (OCR) and add the result.'
      : 'The file has no text: it holds nothing but white space, pictures or markup.';
  return new AppError('parse-failed', message);
}
