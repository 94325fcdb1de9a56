import type { BlobStore, ByteRange } from '../ports/blob-store.ts';
import { textKey } from './blob-keys.ts';

/** UTF-16 units that are turned into bytes at once: a millisecond's work. */
const PIECE = 512 * 1024;
/** Of a UTF-16 unit. */
const BYTES = 2;

/** Keeps the extracted text of a document. */
export async function saveText(blobs: BlobStore, documentId: string, text: string): Promise<void> {
  await blobs.put(textKey(documentId), pieces(text));
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < text.length; start += PIECE) {
    yield Buffer.from(text.slice(start, start + PIECE), 'utf16le');
  }
}

/** Reads a part of a document's text, or all of it; only the part is read. @throws AppError `not-found` */
export async function readText(
  blobs: BlobStore,
  documentId: string,
  range?: { readonly start: number; readonly end: number },
): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of await blobs.open(textKey(documentId), range && toBytes(range))) parts.push(part);
  return Buffer.concat(parts).toString('utf16le');
}

/** The length of a document's text in UTF-16 units. @throws AppError `not-found` */
export async function lengthOfText(blobs: BlobStore, documentId: string): Promise<number> {
  return (await blobs.size(textKey(documentId))) / BYTES;
}

function toBytes({ start, end }: { readonly start: number; readonly end: number }): ByteRange {
  const first = Math.max(0, Math.floor(start));
  return { start: first * BYTES, end: Math.max(first, Math.floor(end)) * BYTES };
}
