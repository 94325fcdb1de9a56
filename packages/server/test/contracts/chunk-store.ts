import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryChunkStore } from '../../src/adapters/memory/chunk-store.ts';
import type {
  Candidate,
  ChunkFilter,
  ChunkQuery,
  ChunkStore,
  IndexedChunk,
  SearchResult,
} from '../../src/ports/chunk-store.ts';
import { queryGrams } from '../../src/text/grams.ts';

/** A store under test. */
export interface OpenChunkStore {
  readonly store: ChunkStore;
  /** Closes the store and opens it again on the same data; absent where data does not outlive it. */
  readonly reopen?: () => Promise<ChunkStore>;
  readonly close: () => Promise<void>;
}

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
      expect(candidates.map((candidate) => candidate.chunk)).toEqual([plain]);
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

    it('rejects a search whose signal has aborted', async () => {
      const query = { filter: FILTER, limit: 1 };
      await expect(store.search(query, { signal: AbortSignal.abort() })).rejects.toThrow();
    });

    it('agrees with a brute-force search on random corpora', async () => {
      await fc.assert(
        fc.asyncProperty(aCorpus, aQuery, async (corpus, query) => {
          const filter = { tenantId: `t${++tenants}`, knowledgeBaseIds: ['b0', 'b1', 'b2'] };
          const reference = createMemoryChunkStore();
          for (const batch of corpus) {
            const chunks = batch.map((chunk) => ({ ...chunk, tenantId: filter.tenantId }));
            await store.put(chunks);
            await reference.put(chunks);
          }
          // Chunks that were replaced may count in the statistics of 4-grams until then.
          await store.settle();
          const asked = toQuery(query, filter);
          expectSame(await store.search(asked, { signal }), await reference.search(asked, { signal }));
        }),
        { numRuns: 40 },
      );
    });

    it('no other base or tenant moves a score', async () => {
      await fc.assert(
        fc.asyncProperty(aCorpus, aCorpus, aQuery, async (corpus, others, query) => {
          const filter = { tenantId: `t${++tenants}`, knowledgeBaseIds: ['mine'] };
          const chunks = corpus.flat().map((chunk) => ({ ...chunk, ...place(filter) }));
          await store.put(chunks);
          await store.settle();
          const asked = toQuery({ ...query, bases: ['mine'] }, filter);
          const alone = await store.search(asked, { signal });
          for (const batch of others) {
            await store.put(
              batch.map((chunk) => ({ ...chunk, tenantId: filter.tenantId, id: `other${chunk.id}` })),
            );
            await store.put(
              batch.map((chunk) => ({ ...chunk, tenantId: 'stranger', knowledgeBaseId: 'mine' })),
            );
          }
          expectSame(await store.search(asked, { signal }), alone);
        }),
        { numRuns: 15 },
      );
    });

    it('P16: agrees with a brute-force search after random adding, replacing, removing and reopening', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(aStep, { minLength: 1, maxLength: 14 }), aQuery, async (steps, query) => {
          const filter = { tenantId: `t${++tenants}`, knowledgeBaseIds: ['b0', 'b1', 'b2'] };
          const reference = createMemoryChunkStore();
          for (const step of steps) {
            store = await perform(step, filter, { ...opened, store });
            await perform(step, filter, { store: reference, close: opened.close });
            const asked = toQuery({ ...query, grams: '' }, filter);
            expectSame(await store.search(asked, { signal }), await reference.search(asked, { signal }));
            expect(await store.count(filter)).toBe(await reference.count(filter));
          }
          await store.settle();
          const asked = toQuery(query, filter);
          expectSame(await store.search(asked, { signal }), await reference.search(asked, { signal }));
        }),
        { numRuns: 25 },
      );
    });
  });
}

let tenants = 0;

const FILTER: ChunkFilter = { tenantId: 'tenant', knowledgeBaseIds: ['base1'] };
const BOTH_BASES: ChunkFilter = { tenantId: 'tenant', knowledgeBaseIds: ['base1', 'base2'] };
const PAGE = { offset: 0, limit: 100 };

function aChunk(part: Partial<IndexedChunk> & { readonly text: string }): IndexedChunk {
  return {
    id: 'chunk',
    tenantId: 'tenant',
    knowledgeBaseId: 'base1',
    documentId: 'document',
    documentName: 'document.md',
    ordinal: 0,
    start: 0,
    end: part.text.length,
    headings: [],
    keywords: [],
    regions: [],
    tokens: wordsOf(part.text),
    ...part,
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/u).filter(Boolean);
}

function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

interface Asked {
  readonly words?: string;
  readonly terms?: readonly string[];
  readonly vector?: Float32Array;
  readonly filter?: ChunkFilter;
  readonly limit?: number;
  readonly minimumMatch?: number;
  readonly minimumSimilarity?: number;
}

function search(store: ChunkStore, asked: Asked): Promise<SearchResult> {
  const { words, vector, filter = FILTER, limit = 50, minimumMatch = 0, minimumSimilarity = -1 } = asked;
  const terms = asked.terms ?? wordsOf(words ?? '');
  const weighted = (list: readonly string[]) => list.map((term) => ({ term, weight: 1 }));
  const query: ChunkQuery = {
    filter,
    limit,
    ...(words === undefined
      ? {}
      : { text: { terms: weighted(terms), grams: weighted([...queryGrams(words).keys()]), minimumMatch } }),
    ...(vector === undefined ? {} : { vector: { values: vector, minimumSimilarity } }),
  };
  return store.search(query, { signal });
}

function byId(candidates: readonly Candidate[]): Map<string, Candidate> {
  return new Map(candidates.map((candidate) => [candidate.chunk.id, candidate]));
}

function ids({ candidates }: SearchResult): string[] {
  return candidates.map(({ chunk }) => chunk.id).sort();
}

function place({
  tenantId,
  knowledgeBaseIds,
}: ChunkFilter): Pick<IndexedChunk, 'tenantId' | 'knowledgeBaseId'> {
  return { tenantId, knowledgeBaseId: knowledgeBaseIds[0] ?? '' };
}

/**
 * The same candidates with the same scores. Which of several equal ones takes the last place of a leg is anybody's
 * choice, so a candidate that only one side has must be as good as one that only the other has.
 */
function expectSame(found: SearchResult, expected: SearchResult): void {
  expect(found.chunkCount).toBe(expected.chunkCount);
  expect(found.documentFrequencies).toEqual(expected.documentFrequencies);
  const wanted = byId(expected.candidates);
  const surplus = found.candidates.filter(({ chunk }) => !wanted.has(chunk.id));
  const have = byId(found.candidates);
  const missing = expected.candidates.filter(({ chunk }) => !have.has(chunk.id));
  for (const candidate of surplus) {
    expect(missing.some((other) => ties(candidate, other))).toBe(true);
  }
  for (const candidate of missing) {
    expect([...found.candidates].some((other) => ties(candidate, other))).toBe(true);
  }
  for (const candidate of found.candidates) {
    const other = wanted.get(candidate.chunk.id);
    if (other !== undefined) expectSameScores(candidate, other);
  }
}

function ties(one: Candidate, other: Candidate): boolean {
  const close = (left = 0, right = 0): boolean => Math.abs(left - right) < 1e-4;
  return close(one.textScore, other.textScore) || close(one.vectorScore, other.vectorScore);
}

function expectSameScores(found: Candidate, expected: Candidate): void {
  expect(found.chunk).toEqual(expected.chunk);
  expect(found.matchedTerms).toEqual(expected.matchedTerms);
  expect(found.textScore).toBeCloseTo(expected.textScore, 4);
  expect(found.gramScore).toBeCloseTo(expected.gramScore, 4);
  if (expected.vectorScore === undefined) expect(found).not.toHaveProperty('vectorScore');
  else expect(found.vectorScore).toBeCloseTo(expected.vectorScore, 4);
}

const aWord = fc.constantFrom('red', 'green', 'apple', 'pear', 'stone', 'größe', '東京', 'naïve', 'x1');
const aText = fc.array(aWord, { minLength: 0, maxLength: 12 }).map((words) => words.join(' '));
const aVector = fc
  .array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 })
  .map((values) => (values.every((value) => value === 0) ? new Float32Array(6) : unit(values)));

const aRandomChunk = fc
  .record({
    id: fc.nat(40).map((number) => `c${number}`),
    base: fc.nat(2).map((number) => `b${number}`),
    document: fc.nat(3),
    text: aText,
    heading: fc.option(aText, { nil: undefined }),
    vector: fc.option(aVector, { nil: undefined }),
  })
  .map(({ id, base, document, text, heading, vector }) =>
    aChunk({
      id,
      knowledgeBaseId: base,
      documentId: `${base}.d${document}`,
      text,
      headings: heading === undefined ? [] : [heading],
      tokens: wordsOf(`${heading ?? ''} ${text}`),
      ...(vector === undefined ? {} : { vector }),
    }),
  );

const aBatch = fc.array(aRandomChunk, { minLength: 1, maxLength: 12 });
const aCorpus = fc.array(aBatch, { minLength: 1, maxLength: 5 });

const aQuery = fc.record({
  terms: fc.uniqueArray(fc.oneof(aWord, fc.constant('nowhere')), { maxLength: 5 }),
  grams: aText,
  vector: fc.option(aVector, { nil: undefined }),
  limit: fc.constantFrom(1, 3, 200),
  minimumMatch: fc.constantFrom(0, 0.5, 1),
  minimumSimilarity: fc.constantFrom(-1, 0.05),
  bases: fc.subarray(['b0', 'b1', 'b2'], { minLength: 1 }),
  documents: fc.option(fc.subarray(['b0.d0', 'b0.d1', 'b1.d0', 'b2.d3']), { nil: undefined }),
});
type RandomQuery = typeof aQuery extends fc.Arbitrary<infer Value> ? Value : never;

function toQuery(query: RandomQuery, { tenantId }: ChunkFilter): ChunkQuery {
  const { terms, grams, vector, limit, minimumMatch, minimumSimilarity, bases, documents } = query;
  const filter = { tenantId, knowledgeBaseIds: bases };
  return {
    filter: documents === undefined ? filter : { ...filter, documentIds: documents },
    limit,
    text: {
      terms: terms.map((term, index) => ({ term, weight: 1 + index / 2 })),
      grams: [...queryGrams(grams).keys()].map((term) => ({ term, weight: 1 })),
      minimumMatch,
    },
    ...(vector === undefined ? {} : { vector: { values: vector, minimumSimilarity } }),
  };
}

const aStep = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('put' as const), chunks: aBatch }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      bases: fc.subarray(['b0', 'b1', 'b2'], { minLength: 1 }),
      documents: fc.option(fc.subarray(['b0.d0', 'b0.d1', 'b1.d0', 'b2.d3']), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
);
type Step = typeof aStep extends fc.Arbitrary<infer Value> ? Value : never;

async function perform(step: Step, { tenantId }: ChunkFilter, opened: OpenChunkStore): Promise<ChunkStore> {
  const { store, reopen } = opened;
  if (step.kind === 'put') {
    await store.put(step.chunks.map((chunk) => ({ ...chunk, tenantId })));
  } else if (step.kind === 'remove') {
    const filter = { tenantId, knowledgeBaseIds: step.bases };
    await store.remove(step.documents === undefined ? filter : { ...filter, documentIds: step.documents });
  } else if (step.kind === 'settle') {
    await store.settle();
  } else if (reopen !== undefined) {
    return await reopen();
  }
  return store;
}
