import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeBlobStore } from '../../../test/contracts/blob-store.ts';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import { openFileBlobStore } from './blob-store.ts';

describeBlobStore('bytes in files', async () => {
  const folder = temporaryFolder();
  return { store: await openFileBlobStore(join(folder.path, 'blobs')), close: async () => folder.remove() };
});

it('removes at the start what a crash left unfinished, and keeps the rest', async () => {
  const folder = temporaryFolder();
  try {
    const before = await openFileBlobStore(folder.path);
    await before.put('kept', one('text'));
    writeFileSync(join(folder.path, 'unfinished', 'left'), 'half');
    const after = await openFileBlobStore(folder.path);
    expect(readdirSync(join(folder.path, 'unfinished'))).toEqual([]);
    expect(await after.has('kept')).toBe(true);
  } finally {
    folder.remove();
  }
});

it('says that the folder cannot be written', async () => {
  const folder = temporaryFolder();
  try {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    await expect(openFileBlobStore(join(file, 'blobs'))).rejects.toMatchObject({ code: 'store-unavailable' });
    const store = await openFileBlobStore(join(folder.path, 'blobs'));
    const unfinished = join(folder.path, 'blobs', 'unfinished');
    expect(existsSync(unfinished)).toBe(true);
    // A folder in the place of the file: the rename fails, and the draft is cleared away.
    await store.put('key', one('x'));
    const [shard = ''] = readdirSync(join(folder.path, 'blobs')).filter((name) => name.length === 2);
    await store.remove('key');
    mkdirSync(join(folder.path, 'blobs', shard, 'key', 'inside'), { recursive: true });
    await expect(store.put('key', one('x'))).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(readdirSync(unfinished)).toEqual([]);
  } finally {
    folder.remove();
  }
});

async function* one(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
