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
import { aChunk, byId, type OpenChunkStore, unit, wordsOf } from './chunk-store-samples.ts';

const { signal } = new AbortController();
let tenants = 0;

/** Random corpora, queries and histories, against a search that looks at every chunk. */
export function randomChunkStoreContract(name: string, open: () => Promise<OpenChunkStore>): void {
  describe(`${name} agrees with a brute-force search`, () => {
    let opened: OpenChunkStore;
    let store: ChunkStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close());

    it('on random corpora', async () => {
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

    it('P16: after random adding, replacing, removing and reopening', async () => {
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
  const surplus = found.candidates.filter(({ chunkId }) => !wanted.has(chunkId));
  const have = byId(found.candidates);
  const missing = expected.candidates.filter(({ chunkId }) => !have.has(chunkId));
  for (const candidate of surplus) {
    expect(missing.some((other) => ties(candidate, other))).toBe(true);
  }
  for (const candidate of missing) {
    expect([...found.candidates].some((other) => ties(candidate, other))).toBe(true);
  }
  for (const candidate of found.candidates) {
    const other = wanted.get(candidate.chunkId);
    if (other !== undefined) expectSameScores(candidate, other);
  }
}

function ties(one: Candidate, other: Candidate): boolean {
  const close = (left = 0, right = 0): boolean => Math.abs(left - right) < 1e-4;
  return close(one.textScore, other.textScore) || close(one.vectorScore, other.vectorScore);
}

function expectSameScores(found: Candidate, expected: Candidate): void {
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
