import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import type { BlobStore, ByteRange } from '../../ports/blob-store.ts';

/**
 * Bytes as files below `folder`, which is made when it is missing. A file is written under another name, synced and
 * then renamed, so that a crash leaves the old bytes or the new ones; what a crash left unfinished is removed here.
 */
export async function openFileBlobStore(folder: string): Promise<BlobStore> {
  const unfinished = join(folder, 'unfinished');
  await guarded(async () => {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
  });
  return {
    async put(key, data) {
      const { shard, path } = placeOf(folder, key);
      const draft = join(unfinished, randomUUID());
      try {
        const size = await writeDraft(draft, data);
        await guarded(async () => {
          const made = await mkdir(shard, { recursive: true, mode: 0o700 });
          await rename(draft, path);
          await syncFolder(shard);
          if (made !== undefined) await syncFolder(folder);
        });
        return { size };
      } catch (error) {
        await unlink(draft).catch(() => undefined);
        throw error;
      }
    },
    async open(key, range) {
      const { path } = placeOf(folder, key);
      if (!(await exists(path))) throw missing();
      return bytesOf(path, range);
    },
    async size(key) {
      const { path } = placeOf(folder, key);
      return (await stat(path).catch(rethrow)).size;
    },
    has: (key) => exists(placeOf(folder, key).path),
    async remove(key) {
      const { shard, path } = placeOf(folder, key);
      await guarded(async () => {
        await rm(path, { force: true });
        if (await exists(shard)) await syncFolder(shard);
      });
    },
    async *list(prefix) {
      for (const shard of (await readdir(folder)).sort()) {
        if (!/^[0-9a-f]{2}$/.test(shard)) continue;
        for (const name of (await readdir(join(folder, shard))).sort()) {
          const key = name.replaceAll('+', '/');
          if (key.startsWith(prefix)) yield key;
        }
      }
    },
  };
}

/** 256 folders, chosen by a hash of the key; a key is one file name, with `+` for `/`. */
function placeOf(folder: string, key: string): { readonly shard: string; readonly path: string } {
  const parts = key.split('/');
  if (key.length > 200 || !parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part))) {
    throw new AppError(
      'invalid-request',
      'A key of stored bytes has letters, digits, "-", "_", "." and "/".',
    );
  }
  const shard = join(folder, createHash('sha256').update(key).digest('hex').slice(0, 2));
  return { shard, path: join(shard, parts.join('+')) };
}

async function writeDraft(path: string, data: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await guarded(() => open(path, 'wx', 0o600));
  try {
    let size = 0;
    // What the caller's data throws is the caller's; only our own writes are guarded.
    for await (const part of data) {
      await guarded(() => file.writeFile(part));
      size += part.length;
    }
    await guarded(() => file.sync());
    return size;
  } finally {
    await file.close();
  }
}

async function* bytesOf(path: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  if (range !== undefined && range.start >= range.end) return;
  // The end of a stream is its last byte, that of a range the one after.
  const part = range === undefined ? {} : { start: range.start, end: range.end - 1 };
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024, ...part });
  } catch (error) {
    rethrow(error);
  }
}

function rethrow(error: unknown): never {
  throw codeOf(error) === 'ENOENT' ? missing() : translate(error);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Makes names in a folder durable: a rename is on disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
}

function missing(): AppError {
  return new AppError('not-found', 'There are no bytes under this key.');
}

function translate(error: unknown): AppError {
  const code = codeOf(error);
  const message =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'The disk of the data folder is full; make room and try again.'
      : `Files in the data folder cannot be read or written (${code ?? 'unknown error'}); check its permissions.`;
  return new AppError('store-unavailable', message, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
