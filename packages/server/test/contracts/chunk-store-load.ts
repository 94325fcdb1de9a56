import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChunkStore } from '../../src/ports/chunk-store.ts';
import { aChunk, FILTER, ids, type OpenChunkStore, search, unit } from './chunk-store-samples.ts';

/** Many chunks, and many callers at a time. */
export function loadedChunkStoreContract(name: string, open: () => Promise<OpenChunkStore>): void {
  describe(`${name} under load`, () => {
    let opened: OpenChunkStore;
    let store: ChunkStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    it('takes 2,000 chunks at once', async () => {
      const chunks = Array.from({ length: 2000 }, (_, index) =>
        aChunk({ id: `c${index}`, ordinal: index, text: `red number${index}`, vector: unit([index, 2000]) }),
      );
      await store.put(chunks);
      expect(await store.count(FILTER)).toBe(2000);
      expect(ids(await search(store, { words: 'number1234' }))).toEqual(['c1234']);
      expect((await search(store, { words: 'red', limit: 200 })).candidates).toHaveLength(200);
    });

    it('takes parallel puts, and finds each as soon as it has resolved', async () => {
      await Promise.all(
        Array.from({ length: 20 }, async (_, batch) => {
          const chunks = Array.from({ length: 70 }, (_, index) =>
            aChunk({ id: `${batch}.${index}`, documentId: `d${batch}`, text: `red batch${batch} n${index}` }),
          );
          await store.put(chunks);
          const { candidates } = await search(store, { words: `batch${batch}`, limit: 100 });
          expect(candidates).toHaveLength(70);
        }),
      );
      await store.settle();
      expect((await search(store, { words: 'red' })).chunkCount).toBe(1400);
    });

    it('answers searches during a removal with all or nothing', async () => {
      const chunks = Array.from({ length: 300 }, (_, index) =>
        aChunk({ id: `c${index}`, text: `red n${index}` }),
      );
      await store.put(chunks);
      const removal = store.remove({ ...FILTER, documentIds: ['document'] });
      const during = await Promise.all(
        Array.from({ length: 10 }, () => search(store, { words: 'red', limit: 500 })),
      );
      for (const { candidates, chunkCount } of during) {
        expect([0, 300]).toContain(candidates.length);
        expect(chunkCount).toBe(candidates.length);
      }
      await removal;
      expect(ids(await search(store, { words: 'red' }))).toEqual([]);
    });
  });
}
