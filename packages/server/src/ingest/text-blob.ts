import type { BlobStore } from '../ports/blob-store.ts';
import { textKey } from './blob-keys.ts';

/** UTF-16 units that are turned into bytes at once: a millisecond's work. */
const PIECE = 512 * 1024;

/** Keeps the extracted text of a document. */
export async function saveText(blobs: BlobStore, documentId: string, text: string): Promise<void> {
  await blobs.put(textKey(documentId), pieces(text));
}

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < text.length; start += PIECE) {
    yield Buffer.from(text.slice(start, start + PIECE), 'utf16le');
  }
}

/** Reads a part of a document's text, or all of it; only the part is decoded. @throws AppError `not-found` */
export async function readText(
  blobs: BlobStore,
  documentId: string,
  range: { readonly start: number; readonly end: number } = { start: 0, end: Number.MAX_SAFE_INTEGER / 4 },
): Promise<string> {
  const first = Math.max(0, Math.floor(range.start)) * 2;
  const last = Math.max(first, Math.floor(range.end) * 2);
  const parts: Uint8Array[] = [];
  let position = 0;
  for await (const part of await blobs.open(textKey(documentId))) {
    const start = Math.max(0, first - position);
    const end = Math.min(part.length, last - position);
    if (start < end) parts.push(part.subarray(start, end));
    position += part.length;
    if (position >= last) break;
  }
  return Buffer.concat(parts).toString('utf16le');
}
