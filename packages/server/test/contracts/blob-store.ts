import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/errors.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';

/** What every blob store keeps. */
export function describeBlobStore(
  name: string,
  open: () => Promise<{ readonly store: BlobStore; close(): Promise<void> }>,
): void {
  describe(name, () => {
    let store: BlobStore;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ store, close } = await open());
    });
    afterEach(() => close());

    it('gives back what was put in', async () => {
      const parts = [bytes('one '), new Uint8Array(300_000).fill(7), bytes(' two')];
      expect(await store.put('content/abc', from(parts))).toEqual({ size: 300_008 });
      expect(await read(store, 'content/abc')).toEqual(Buffer.concat(parts));
      expect(await store.put('empty', from([]))).toEqual({ size: 0 });
      expect((await read(store, 'empty')).length).toBe(0);
    });

    it('gives parts, and says how large the whole is', async () => {
      const whole = Buffer.concat([bytes('0123456789'), new Uint8Array(600_000).fill(7), bytes('end')]);
      await store.put('key', from([whole]));
      expect(await store.size('key')).toBe(600_013);
      const parts = [
        [0, 4],
        [3, 3],
        [5, 400_000],
        [600_010, 600_013],
        [600_012, 700_000],
        [600_013, 600_020],
      ] as const;
      for (const [start, end] of parts) {
        const part = Buffer.concat(await collect(await store.open('key', { start, end })));
        expect(part.equals(whole.subarray(start, end)), `${start} to ${end}`).toBe(true);
      }
    });

    it('replaces all of the bytes', async () => {
      await store.put('key', from([bytes('a longer text')]));
      await store.put('key', from([bytes('short')]));
      expect((await read(store, 'key')).toString()).toBe('short');
    });

    it('keeps the old bytes when the new ones break off, and lets the reason through', async () => {
      await store.put('key', from([bytes('old')]));
      const broken = (async function* () {
        yield bytes('new');
        throw new AppError('too-large', 'Too much.');
      })();
      await expect(store.put('key', broken)).rejects.toMatchObject({ code: 'too-large' });
      expect((await read(store, 'key')).toString()).toBe('old');
      expect(await collect(store.list(''))).toEqual(['key']);
    });

    it('knows what it has and forgets what is removed', async () => {
      await store.put('a/1', from([bytes('x')]));
      expect(await store.has('a/1')).toBe(true);
      await store.remove('a/1');
      await store.remove('a/1');
      expect(await store.has('a/1')).toBe(false);
      await expect(store.open('a/1')).rejects.toMatchObject({ code: 'not-found' });
      await expect(store.size('a/1')).rejects.toMatchObject({ code: 'not-found' });
    });

    it('lists keys by prefix', async () => {
      for (const key of ['text/1', 'text/2', 'text-3', 'content/1']) await store.put(key, from([bytes(key)]));
      expect((await collect(store.list('text/'))).sort()).toEqual(['text/1', 'text/2']);
      expect(await collect(store.list(''))).toHaveLength(4);
      expect(await collect(store.list('nothing'))).toEqual([]);
    });

    it.each(['', '../x', 'a/../b', '/etc', 'a//b', 'a/', '.hidden', 'a\0b', 'a\\b', 'a b', 'x'.repeat(300)])(
      'refuses the key %j',
      async (key) => {
        await expect(store.put(key, from([]))).rejects.toMatchObject({ code: 'invalid-request' });
        await expect(store.open(key)).rejects.toMatchObject({ code: 'invalid-request' });
        await expect((async () => store.size(key))()).rejects.toMatchObject({ code: 'invalid-request' });
        await expect((async () => store.has(key))()).rejects.toMatchObject({ code: 'invalid-request' });
        await expect((async () => store.remove(key))()).rejects.toMatchObject({ code: 'invalid-request' });
      },
    );
  });
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function* from(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function read(store: BlobStore, key: string): Promise<Buffer> {
  return Buffer.concat(await collect(await store.open(key)));
}
