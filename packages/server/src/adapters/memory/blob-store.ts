import { AppError } from '../../domain/errors.ts';
import type { BlobStore } from '../../ports/blob-store.ts';

/** Bytes in memory, for tests. */
export function createMemoryBlobStore(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  const find = (key: string): Uint8Array => {
    const bytes = blobs.get(checked(key));
    if (bytes === undefined) throw new AppError('not-found', 'There are no bytes under this key.');
    return bytes;
  };
  return {
    async put(key, data) {
      const parts: Uint8Array[] = [];
      for await (const part of data) parts.push(part.slice());
      const bytes = new Uint8Array(Buffer.concat(parts));
      blobs.set(checked(key), bytes);
      return { size: bytes.length };
    },
    open: async (key, range) => single(find(key).subarray(range?.start, range?.end)),
    size: async (key) => find(key).length,
    has: async (key) => blobs.has(checked(key)),
    async remove(key) {
      blobs.delete(checked(key));
    },
    async *list(prefix) {
      for (const key of [...blobs.keys()].sort()) if (key.startsWith(prefix)) yield key;
    },
  };
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.slice();
}

/** The rule of the port: made of plain characters, no empty or dotted parts. */
function checked(key: string): string {
  const parts = key.split('/');
  if (key.length > 200 || !parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part))) {
    throw new AppError(
      'invalid-request',
      'A key of stored bytes has letters, digits, "-", "_", "." and "/".',
    );
  }
  return key;
}
