import { createHash } from 'node:crypto';
import { AppError } from '../domain/errors.ts';
import { newId } from '../domain/id.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { admitFile } from '../text/detect-format.ts';
import { originalKey, uploadKey } from './blob-keys.ts';

/** Bytes up to which a file is held in memory until its hash is known; larger ones go to disk at once. */
const HELD_BYTES = 4 * 1024 * 1024;
/** First bytes that show what a file is. */
const HEAD_BYTES = 4096;

/** A file whose bytes have been seen once. */
export interface ReceivedFile {
  readonly contentHash: string;
  readonly size: number;
  readonly mediaType: string;
  /** Stores the bytes for good, unless they are there. */
  keep(): Promise<void>;
  /** Removes what was kept aside; to be called in any case. */
  discard(): Promise<void>;
}

/**
 * Takes the bytes of an upload: hashed, counted and looked at while they come, so that a file that is too large or of
 * no readable format ends the upload early.
 * @throws AppError `too-large`, `unsupported`
 */
export async function receiveFile(
  blobs: BlobStore,
  file: { readonly name: string; readonly data: AsyncIterable<Uint8Array> },
  limitBytes: number,
): Promise<ReceivedFile> {
  const look = inspect(file.name, limitBytes);
  const parts: Uint8Array[] = [];
  let held = 0;
  const source = look.through(file.data);
  for (let next = await source.next(); next.done !== true; next = await source.next()) {
    parts.push(next.value);
    held += next.value.length;
    if (held > HELD_BYTES) return spill(blobs, look, parts, source);
  }
  return received(blobs, look.finish(), { open: async () => once(parts), discard: async () => undefined });
}

async function spill(
  blobs: BlobStore,
  look: Inspection,
  parts: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
): Promise<ReceivedFile> {
  const key = uploadKey(newId());
  try {
    await blobs.put(key, chain(parts, rest));
    return received(blobs, look.finish(), { open: () => blobs.open(key), discard: () => blobs.remove(key) });
  } catch (error) {
    await blobs.remove(key);
    throw error;
  }
}

function received(
  blobs: BlobStore,
  facts: { readonly contentHash: string; readonly size: number; readonly mediaType: string },
  bytes: { open(): Promise<AsyncIterable<Uint8Array>>; discard(): Promise<void> },
): ReceivedFile {
  return {
    ...facts,
    async keep() {
      const key = originalKey(facts.contentHash);
      if (!(await blobs.has(key))) await blobs.put(key, await bytes.open());
    },
    discard: bytes.discard,
  };
}

interface Inspection {
  through(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  finish(): { readonly contentHash: string; readonly size: number; readonly mediaType: string };
}

function inspect(name: string, limitBytes: number): Inspection {
  const hash = createHash('sha256');
  let size = 0;
  let head = new Uint8Array(0);
  let mediaType: string | undefined;
  return {
    async *through(data) {
      for await (const part of data) {
        size += part.length;
        if (size > limitBytes) {
          const megabytes = Math.floor(limitBytes / 1024 / 1024);
          throw new AppError(
            'too-large',
            `"${name}" is larger than ${megabytes} MB. Split it into smaller files.`,
          );
        }
        hash.update(part);
        if (mediaType === undefined) head = Buffer.concat([head, part.subarray(0, HEAD_BYTES)]);
        if (mediaType === undefined && head.length >= HEAD_BYTES) mediaType = admitFile(name, head);
        yield part;
      }
      mediaType ??= admitFile(name, head);
    },
    finish: () => ({ contentHash: hash.digest('hex'), size, mediaType: mediaType ?? admitFile(name, head) }),
  };
}

async function* once(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function* chain(
  parts: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* parts;
  yield* rest;
}
