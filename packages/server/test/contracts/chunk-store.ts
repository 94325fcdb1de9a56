import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChunkFilter, ChunkStore } from '../../src/ports/chunk-store.ts';
import { loadedChunkStoreContract } from './chunk-store-load.ts';
import { randomChunkStoreContract } from './chunk-store-random.ts';
import {
  aChunk,
  BOTH_BASES,
  byId,
  FILTER,
  ids,
  type OpenChunkStore,
  PAGE,
  search,
  unit,
} from './chunk-store-samples.ts';

const signal = new AbortController().signal;

/** What every chunk store keeps, whatever it is made of. */
export function chunkStoreContract(name: string, open: () => Promise<OpenChunkStore>): void {
  describe(`${name} keeps the contract of ChunkStore`, () => {
    let opened: OpenChunkStore;
    let store: ChunkStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    it('gives back what was put in', async () => {
      const chunk = aChunk({
        text: 'Größe 寸法 \u{1f600} line\nbreak',
        headings: ['Guide', 'Set-up'],
        keywords: ['size'],
        regions: [{ page: 3, box: [1, 2.5, 3, 4] }],
        start: 7,
        end: 30,
      });
      await store.put([chunk]);
      const { tokens: _tokens, vector: _vector, ...plain } = chunk;
      expect(await store.get(FILTER, [chunk.id])).toEqual([plain]);
      const { candidates } = await search(store, { words: chunk.text });
      expect(candidates.map(({ chunkId }) => chunkId)).toEqual([chunk.id]);
    });

    it('finds words, scores them, and says which ones matched', async () => {
      await store.put([
        aChunk({ id: 'a', text: 'red apple' }),
        aChunk({ id: 'b', text: 'red red pear tree' }),
        aChunk({ id: 'c', text: 'stone' }),
      ]);
      const { candidates, chunkCount, documentFrequencies } = await search(store, { words: 'red pear moon' });
      expect(chunkCount).toBe(3);
      expect(documentFrequencies).toEqual([2, 1, 0]);
      const found = byId(candidates);
      expect([...found.keys()].sort()).toEqual(['a', 'b']);
      expect(found.get('a')?.matchedTerms).toEqual([0]);
      expect(found.get('b')?.matchedTerms).toEqual([0, 1]);
      // ln(1 + 1.5 / 2.5) * 2.2 / (1 + 1.2 (.25 + .75 * 2 / (7 / 3)))
      expect(found.get('a')?.textScore).toBeCloseTo(0.4992, 4);
    });

    it('asks for a share of the terms when told to', async () => {
      await store.put([aChunk({ id: 'one', text: 'red' }), aChunk({ id: 'two', text: 'red pear' })]);
      expect(ids(await search(store, { words: 'red pear moon', minimumMatch: 0.6 }))).toEqual(['two']);
      expect(ids(await search(store, { words: 'red pear moon', minimumMatch: 1 }))).toEqual([]);
      expect(ids(await search(store, { words: 'red pear moon', minimumMatch: 0 }))).toEqual(['one', 'two']);
    });

    it('weighs terms as the query says', async () => {
      await store.put([aChunk({ id: 'a', text: 'red stone' }), aChunk({ id: 'b', text: 'pear stone' })]);
      const terms = [
        { term: 'red', weight: 0.5 },
        { term: 'pear', weight: 2 },
      ];
      const query = { filter: FILTER, limit: 10, text: { terms, grams: [], minimumMatch: 0 } };
      const found = byId((await store.search(query, { signal })).candidates);
      expect(found.get('b')?.textScore).toBeCloseTo(4 * (found.get('a')?.textScore ?? 0), 5);
    });

    it('finds the nearest vectors and gives their cosine', async () => {
      await store.put([
        aChunk({ id: 'same', text: 'x', vector: unit([1, 0, 0]) }),
        aChunk({ id: 'near', text: 'y', vector: unit([1, 1, 0]) }),
        aChunk({ id: 'far', text: 'z', vector: unit([-1, 0, 0]) }),
      ]);
      const found = byId((await search(store, { vector: unit([1, 0, 0]) })).candidates);
      expect(found.get('same')?.vectorScore).toBeCloseTo(1, 5);
      expect(found.get('near')?.vectorScore).toBeCloseTo(Math.SQRT1_2, 5);
      expect(found.get('far')?.vectorScore).toBeCloseTo(-1, 5);
      const bounded = await search(store, { vector: unit([1, 0, 0]), minimumSimilarity: 0.5 });
      expect(ids(bounded)).toEqual(['near', 'same']);
      expect(ids(await search(store, { vector: unit([1, 0, 0]), limit: 1 }))).toEqual(['same']);
    });

    it('gives every candidate all its scores, whichever leg found it', async () => {
      await store.put([
        aChunk({ id: 'words', text: 'red apple', vector: unit([0, 1]) }),
        aChunk({ id: 'vector', text: 'a red stone', vector: unit([1, 0.1]) }),
      ]);
      const found = byId(
        (await search(store, { words: 'apple', vector: unit([1, 0]), limit: 1 })).candidates,
      );
      expect(found.get('words')?.vectorScore).toBeCloseTo(0, 5);
      expect(found.get('vector')?.textScore).toBe(0);
      expect(found.get('words')?.gramScore).toBeGreaterThan(0);
      expect(found.get('vector')?.gramScore).toBe(0);
    });

    it('takes the zero vector for no vector', async () => {
      await store.put([
        aChunk({ id: 'zero', text: 'red', vector: new Float32Array(3) }),
        aChunk({ id: 'none', text: 'red' }),
      ]);
      const { candidates } = await search(store, {
        words: 'red',
        vector: unit([1, 2, 3]),
        minimumSimilarity: -1,
      });
      expect(candidates).toHaveLength(2);
      for (const candidate of candidates) expect(candidate).not.toHaveProperty('vectorScore');
      await store.put([aChunk({ id: 'real', text: 'stone', vector: unit([1, 2, 3]) })]);
      expect(ids(await search(store, { vector: new Float32Array(3), minimumSimilarity: -1 }))).toEqual([]);
    });

    it('keeps vectors of different dimension apart', async () => {
      await store.put([
        aChunk({ id: 'three', text: 'red', vector: unit([1, 0, 0]) }),
        aChunk({ id: 'two', text: 'red', vector: unit([1, 0]) }),
      ]);
      const found = byId((await search(store, { words: 'red', vector: unit([1, 0]) })).candidates);
      expect(found.get('two')?.vectorScore).toBeCloseTo(1, 5);
      expect(found.get('three')).not.toHaveProperty('vectorScore');
      expect(ids(await search(store, { vector: unit([1, 0]), minimumSimilarity: -1 }))).toEqual(['two']);
    });

    it('finds nothing for empty lists in the filter', async () => {
      await store.put([aChunk({ text: 'red' })]);
      for (const filter of [
        { ...FILTER, knowledgeBaseIds: [] },
        { ...FILTER, documentIds: [] },
      ]) {
        expect(ids(await search(store, { words: 'red', filter }))).toEqual([]);
        expect(await store.get(filter, ['chunk'])).toEqual([]);
        expect(await store.count(filter)).toBe(0);
        await store.remove(filter);
      }
      expect(await store.count(FILTER)).toBe(1);
    });

    it('S2: finds nothing of a foreign tenant, nor of a document in another base', async () => {
      await store.put([aChunk({ id: 'mine', text: 'red', documentId: 'd1' })]);
      const strangers: ChunkFilter[] = [
        { ...FILTER, tenantId: 'stranger' },
        { ...FILTER, knowledgeBaseIds: ['other'] },
        { ...FILTER, knowledgeBaseIds: ['other'], documentIds: ['d1'] },
        { ...FILTER, tenantId: 'stranger', documentIds: ['d1'] },
      ];
      for (const filter of strangers) {
        const result = await search(store, { words: 'red', filter });
        expect(result).toEqual({ candidates: [], chunkCount: 0, documentFrequencies: [0] });
        expect(await store.get(filter, ['mine'])).toEqual([]);
        expect(await store.count(filter)).toBe(0);
        await store.remove(filter);
      }
      const documentIds = ['d1'] as const;
      expect(await store.list({ ...FILTER, tenantId: 'stranger', documentIds }, PAGE)).toEqual([]);
      expect(ids(await search(store, { words: 'red' }))).toEqual(['mine']);
    });

    it('S2: a tenant cannot replace the chunk of another by its id', async () => {
      await store.put([aChunk({ id: 'same', text: 'red' })]);
      await store.put([aChunk({ id: 'same', text: 'stolen', tenantId: 'stranger' })]);
      expect((await store.get(FILTER, ['same'])).map(({ text }) => text)).toEqual(['red']);
      expect(ids(await search(store, { words: 'red' }))).toEqual(['same']);
    });

    it('searches the documents of the filter with the statistics of its bases', async () => {
      await store.put([
        aChunk({ id: 'a', text: 'red apple', documentId: 'd1' }),
        aChunk({ id: 'b', text: 'red pear', documentId: 'd2' }),
      ]);
      const all = byId((await search(store, { words: 'red' })).candidates);
      const result = await search(store, { words: 'red', filter: { ...FILTER, documentIds: ['d2'] } });
      expect(ids(result)).toEqual(['b']);
      expect(result).toMatchObject({ chunkCount: 2, documentFrequencies: [2] });
      expect(result.candidates[0]?.textScore).toBeCloseTo(all.get('b')?.textScore ?? 0, 6);
    });

    it('lists a document in reading order, page by page', async () => {
      const chunks = [4, 1, 3, 0, 2].map((ordinal) =>
        aChunk({ id: `c${ordinal}`, ordinal, text: `part ${ordinal}`, documentId: 'd1' }),
      );
      await store.put([...chunks, aChunk({ id: 'other', documentId: 'd2', text: 'part' })]);
      const filter = { ...FILTER, documentIds: ['d1'] as const };
      const page = async (offset: number, limit: number) =>
        (await store.list(filter, { offset, limit })).map(({ id }) => id);
      expect(await page(0, 10)).toEqual(['c0', 'c1', 'c2', 'c3', 'c4']);
      expect(await page(1, 2)).toEqual(['c1', 'c2']);
      expect(await page(9, 2)).toEqual([]);
    });

    it('gets chunks in the order of the ids and leaves out unknown ones', async () => {
      await store.put(['a', 'b', 'c'].map((id) => aChunk({ id, text: id })));
      const found = await store.get(FILTER, ['c', 'nobody', 'a']);
      expect(found.map(({ id }) => id)).toEqual(['c', 'a']);
    });

    it('replaces a chunk by its id, also when it moves to another document', async () => {
      await store.put([aChunk({ id: 'a', text: 'red', documentId: 'd1', vector: unit([1, 0]) })]);
      await store.put([aChunk({ id: 'a', text: 'pear', documentId: 'd2', vector: unit([0, 1]) })]);
      expect(ids(await search(store, { words: 'red' }))).toEqual([]);
      expect(ids(await search(store, { words: 'pear' }))).toEqual(['a']);
      expect((await search(store, { vector: unit([0, 1]) })).candidates[0]?.vectorScore).toBeCloseTo(1, 5);
      expect(await store.count(FILTER)).toBe(1);
      expect(await store.count({ ...FILTER, documentIds: ['d1'] })).toBe(0);
      expect((await store.get(FILTER, ['a'])).map(({ text }) => text)).toEqual(['pear']);
      await store.put([aChunk({ id: 'b', text: 'first' }), aChunk({ id: 'b', text: 'last' })]);
      expect((await store.get(FILTER, ['b'])).map(({ text }) => text)).toEqual(['last']);
    });

    it('P16: what is removed is gone at once, and may come back', async () => {
      const chunks = [
        aChunk({ id: 'a', text: 'red apple', documentId: 'd1' }),
        aChunk({ id: 'b', text: 'red pear', documentId: 'd2' }),
        aChunk({ id: 'c', text: 'red plum', documentId: 'd3', knowledgeBaseId: 'base2' }),
      ];
      await store.put(chunks);
      await store.remove({ ...FILTER, documentIds: ['d1'] });
      const result = await search(store, { words: 'red apple' });
      expect(ids(result)).toEqual(['b']);
      expect(result).toMatchObject({ chunkCount: 1, documentFrequencies: [1, 0] });
      expect(await store.get(FILTER, ['a', 'b'])).toHaveLength(1);
      expect(await store.list({ ...FILTER, documentIds: ['d1'] }, PAGE)).toEqual([]);
      await store.remove({ ...FILTER, knowledgeBaseIds: ['base2'] });
      expect(await store.count({ ...FILTER, knowledgeBaseIds: ['base1', 'base2'] })).toBe(1);
      await store.put(chunks);
      for (const settled of [false, true]) {
        if (settled) await store.settle();
        expect(ids(await search(store, { words: 'red', filter: BOTH_BASES }))).toEqual(['a', 'b', 'c']);
        expect(await store.count(BOTH_BASES)).toBe(3);
      }
    });

    it('takes terms of any script, long ones and frequent ones', async () => {
      const odd = ['größe', '東京', '\u{20000}\u{2f800}', '\uffee', 'x'.repeat(3000), 'ﬁ', 'a b', '\'"%'];
      await store.put([
        ...odd.map((token, index) => aChunk({ id: `odd${index}`, text: 't', tokens: [token] })),
        aChunk({ id: 'many', text: 't', tokens: Array.from({ length: 70_000 }, () => 'often') }),
        aChunk({ id: 'some', text: 't', tokens: Array.from({ length: 300 }, () => 'often') }),
        aChunk({ id: 'empty', text: '', tokens: [] }),
      ]);
      for (const [index, token] of odd.entries()) {
        expect(ids(await search(store, { words: token, terms: [token] }))).toEqual([`odd${index}`]);
      }
      expect(ids(await search(store, { words: 'often' }))).toEqual(['many', 'some']);
      expect(await store.count(FILTER)).toBe(odd.length + 3);
    });

    it('rejects a search whose signal has aborted', async () => {
      const query = { filter: FILTER, limit: 1 };
      await expect(store.search(query, { signal: AbortSignal.abort() })).rejects.toThrow();
    });
  });
  loadedChunkStoreContract(name, open);
  randomChunkStoreContract(name, open);
}
