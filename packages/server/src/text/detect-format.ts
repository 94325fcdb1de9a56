import { AppError } from '../domain/errors.ts';
import type { TextFormat } from './parsed-document.ts';

/** Formats that can be read, in words for messages. */
const READABLE_FORMATS = 'Markdown, plain text, HTML, PDF, Word (.docx) and CSV';

const BY_EXTENSION: Readonly<Record<string, TextFormat>> = {
  md: 'markdown',
  markdown: 'markdown',
  mdown: 'markdown',
  mkd: 'markdown',
  txt: 'text',
  text: 'text',
  log: 'text',
  rst: 'text',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  csv: 'csv',
  tsv: 'csv',
  pdf: 'pdf',
  docx: 'docx',
};

/** The media type under which a document of this format is kept and served. */
export const MEDIA_TYPES: Readonly<Record<TextFormat, string>> = {
  markdown: 'text/markdown',
  text: 'text/plain',
  html: 'text/html',
  csv: 'text/csv',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

const SIGNATURES: readonly (readonly [name: string, offset: number, bytes: string])[] = [
  ['a PNG picture', 0, '\x89PNG'],
  ['a JPEG picture', 0, '\xff\xd8\xff'],
  ['a GIF picture', 0, 'GIF8'],
  ['a TIFF picture', 0, 'II*\0'],
  ['a TIFF picture', 0, 'MM\0*'],
  ['a WebP picture or a RIFF recording', 0, 'RIFF'],
  ['a gzip archive', 0, '\x1f\x8b'],
  ['a bzip2 archive', 0, 'BZh'],
  ['a 7z archive', 0, '7z\xbc\xaf'],
  ['an xz archive', 0, '\xfd7zXZ'],
  ['a RAR archive', 0, 'Rar!'],
  ['a tar archive', 257, 'ustar'],
  ['a program', 0, '\x7fELF'],
  ['an SQLite database', 0, 'SQLite format 3'],
  ['an MP3 recording', 0, 'ID3'],
  ['a video', 4, 'ftyp'],
];

/** A member, the end of an empty archive, and the mark of one that spans disks. */
const ZIP_SIGNATURES: readonly string[] = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];

/** The file's extension in lower case, without the dot; empty when it has none. */
export function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,16})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** The refusal of a file that cannot be read: names what it is and what can be read. */
export function unsupported(what: string): AppError {
  return new AppError('unsupported', `${what} cannot be read. Readable formats: ${READABLE_FORMATS}.`);
}

/** The first bytes as characters 0 to 255, for comparing with signatures. */
function latin(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

/** PDF readers accept up to a kilobyte before the mark; a text that merely speaks of the mark is not a PDF. */
function isPdf(name: string, head: Uint8Array): boolean {
  const place = latin(head, 0, 1024).indexOf('%PDF-');
  return place === 0 || (place > 0 && (extensionOf(name) === 'pdf' || looksBinary(head)));
}

/**
 * What kind of file begins with these bytes (512 or more, or the whole file). `zip` and `ole` are containers whose
 * content decides; an extension decides only among text formats.
 * @throws AppError `unsupported`
 */
export function detectFormat(name: string, head: Uint8Array): TextFormat | 'zip' | 'ole' {
  if (isPdf(name, head)) return 'pdf';
  if (ZIP_SIGNATURES.includes(latin(head, 0, 4))) return 'zip';
  if (latin(head, 0, 8) === '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1') return 'ole';
  if (latin(head, 0, 5) === '{\\rtf') throw unsupported(`"${name}" is an RTF document, which`);
  for (const [what, offset, signature] of looksBinary(head) ? SIGNATURES : []) {
    if (latin(head, offset, offset + signature.length) === signature)
      throw unsupported(`"${name}" is ${what}, which`);
  }
  return detectText(name, head);
}

function detectText(name: string, head: Uint8Array): TextFormat {
  const extension = extensionOf(name);
  const format = BY_EXTENSION[extension];
  if (format === undefined && extension !== '')
    throw unsupported(`Files of the type ".${extension}" like "${name}"`);
  if (head.length > 0 && looksBinary(head)) throw unsupported(`"${name}" holds binary data that`);
  if (format === 'pdf' || format === 'docx') return head.length === 0 ? format : 'text';
  return format ?? 'text';
}

/**
 * Control characters other than line ends and tabs give binary data away. Zero bytes are judged apart: UTF-16 text
 * is full of them, but then nearly all on one side of each pair.
 */
function looksBinary(head: Uint8Array): boolean {
  const sample = head.subarray(0, 4096);
  if (utf16Order(sample) !== undefined) return false;
  let controls = 0;
  for (const byte of sample) {
    if (byte === 0) return true;
    if (byte < 32 && !(byte >= 8 && byte <= 13) && byte !== 27) controls += 1;
  }
  return controls > sample.length * 0.02;
}

/** The byte order of UTF-16 text, by its mark or, without one, by the side on which the zero bytes are. */
export function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, 4096);
  const pairs = Math.floor(sample.length / 2);
  if (pairs < 2) return undefined;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < pairs * 2; index += 1) {
    if (sample[index] !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  if (odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le';
  if (even > pairs * 0.4 && odd < pairs * 0.05) return 'utf-16be';
  return undefined;
}
/** Zip archives and old Office files that are told by their name before they are looked into. */
const CONTAINER_EXTENSION = 'docx';

/**
 * What can be told of a file from its first bytes (512 or more, or all): the media type under which it is kept.
 * Containers that do not call themselves Word documents are refused here; what is inside decides later.
 * @throws AppError `unsupported`
 */
export function admitFile(name: string, head: Uint8Array): string {
  const detected = detectFormat(name, head);
  if (detected !== 'zip' && detected !== 'ole') return MEDIA_TYPES[detected];
  const extension = extensionOf(name);
  if (extension !== CONTAINER_EXTENSION && extension !== '') {
    throw unsupported(`Files of the type ".${extension}" like "${name}"`);
  }
  return MEDIA_TYPES.docx;
}
