import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryChunkStore } from '../adapters/memory/chunk-store.ts';
import type { RetrievalSettings } from '../domain/dialog.ts';
import { AppError } from '../domain/errors.ts';
import type { ChunkStore } from '../ports/chunk-store.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';
import type { RerankModel } from '../ports/rerank-model.ts';
import { tokenize } from '../text/tokenize.ts';
import { createRetriever } from './retrieve.ts';

const filter = { tenantId: 't', knowledgeBaseIds: ['base'] };
const settings: RetrievalSettings = { topN: 3, candidates: 200, minimumScore: 0 };
const { signal } = new AbortController();

/** Two dimensions: what is about leave, and what is about money. */
const TEXTS: Readonly<Record<string, { readonly text: string; readonly vector: readonly [number, number] }>> =
  {
    leave: { text: 'Annual leave is earned every pay period.', vector: [1, 0] },
    holiday: { text: 'Vacation days are accrued with each salary.', vector: [0.98, 0.2] },
    part: { text: 'Order part AB-1234/5 from the depot.', vector: [0, 1] },
    money: { text: 'Expenses are paid back within a month.', vector: [0.1, 0.995] },
  };

interface Asked {
  embedded: number;
  reranked: readonly string[];
}

function models(asked: Asked, weight = 0.4, failure?: AppError) {
  const embedding: EmbeddingModel = {
    ref: 'two@Test',
    dimensions: 2,
    maxInputTokens: 100,
    maxBatch: 10,
    async embed(texts) {
      asked.embedded++;
      if (failure) throw failure;
      return {
        vectors: texts.map((text) => Float32Array.from(/leave|holiday/.test(text) ? [1, 0] : [0, 1])),
        usage: { inputTokens: 1, outputTokens: 0 },
      };
    },
    fusionWeight: async () => weight,
  };
  const rerank: RerankModel = {
    ref: 'judge@Test',
    async rerank(_, texts) {
      asked.reranked = texts;
      return {
        scores: texts.map((text) => (text.includes('Expenses') ? 0.9 : 0.1)),
        usage: { inputTokens: 1, outputTokens: 0 },
      };
    },
  };
  return { embedding: async () => embedding, rerank: async () => rerank };
}

describe('retriever', () => {
  let chunks: ChunkStore;
  let asked: Asked;
  const retrieve = (
    query: string,
    change: Partial<RetrievalSettings> = {},
    weight?: number,
    failure?: AppError,
  ) =>
    createRetriever({ chunks, models: models(asked, weight, failure) }).retrieve({
      query,
      filter,
      settings: { ...settings, ...change },
      embedding: 'two@Test',
      signal,
    });

  beforeEach(async () => {
    asked = { embedded: 0, reranked: [] };
    chunks = createMemoryChunkStore();
    await chunks.put(
      Object.entries(TEXTS).map(([id, { text, vector }]) => ({
        id,
        tenantId: 't',
        knowledgeBaseId: 'base',
        documentId: id,
        documentName: `${id}.md`,
        ordinal: 0,
        start: 0,
        end: text.length,
        text,
        headings: [],
        keywords: [],
        regions: [],
        tokens: tokenize(text),
        vector: Float32Array.from(vector),
      })),
    );
  });
  const ids = ({ sources }: Awaited<ReturnType<typeof retrieve>>) => sources.map(({ chunk }) => chunk.id);

  it('finds by word and by meaning, and embeds the question once', async () => {
    const found = await retrieve('How is annual leave earned?');
    expect(ids(found).slice(0, 2)).toEqual(['leave', 'holiday']);
    expect(asked.embedded).toBe(1);
    expect(found.searchedChunks).toBe(4);
    expect(found.vectorWeight).toBe(0.4);
    const [leave, holiday] = found.sources;
    expect(leave?.textScore).toBeCloseTo(1);
    expect(holiday?.textScore).toBe(0);
    expect(holiday?.vectorScore).toBeCloseTo(0.98, 2);
  });

  it('takes the next best for what is removed between finding and reading', async () => {
    const store = chunks;
    const removing = async (...request: Parameters<ChunkStore['search']>) => {
      const result = await store.search(...request);
      await store.remove({ ...filter, documentIds: ['leave'] });
      return result;
    };
    chunks = { ...store, search: removing };
    expect(ids(await retrieve('How is annual leave earned?', { topN: 1 }))).toEqual(['holiday']);
  });

  it('P13: finds an exact part number first', async () => {
    expect(ids(await retrieve('AB-1234/5'))[0]).toBe('part');
    expect(ids(await retrieve('part 1234', {}, 0))[0]).toBe('part');
  });

  it('does not drop an answer in other words below the minimum score', async () => {
    expect(ids(await retrieve('holiday rules', { minimumScore: 0.2 }))).toContain('leave');
  });

  it('orders by the contract when a weight is set', async () => {
    const { sources } = await retrieve('annual leave expenses', { vectorWeight: 0.3 });
    for (const { score, textScore, vectorScore } of sources) {
      expect(score).toBeCloseTo(0.3 * vectorScore + 0.7 * textScore, 9);
    }
    expect(sources.map(({ score }) => score)).toEqual(
      sources.map(({ score }) => score).sort((one, other) => other - one),
    );
    const byWords = await retrieve('annual leave', { vectorWeight: 0 });
    expect(asked.embedded).toBe(1);
    expect(ids(byWords)).toEqual(['leave']);
  });

  it('does not embed a question that the model does not know', async () => {
    await retrieve('отпуск', {}, 0);
    expect(asked.embedded).toBe(0);
  });

  it('answers by words alone when the embedding of the bases is no longer configured', async () => {
    const gone = new AppError('not-found', 'There is no embedding model "two@Test".');
    const none = { ...models(asked), embedding: () => Promise.reject(gone) };
    const request = { query: 'annual leave', filter, settings, embedding: 'two@Test' as const, signal };
    const found = await createRetriever({ chunks, models: none }).retrieve(request);
    expect(ids(found)[0]).toBe('leave');
    expect(found.vectorWeight).toBe(0);
  });

  it('answers by words when the embedding cannot be reached, and lets other failures through', async () => {
    const found = await retrieve(
      'annual leave',
      {},
      0.4,
      new AppError('model-unavailable', 'The model is away.'),
    );
    expect(ids(found)[0]).toBe('leave');
    expect(found.vectorWeight).toBe(0);
    const refused = retrieve('annual leave', {}, 0.4, new AppError('model-auth', 'The key is wrong.'));
    await expect(refused).rejects.toMatchObject({ code: 'model-auth' });
  });

  it('lets a rerank model decide', async () => {
    const found = await retrieve('annual leave', { rerank: 'judge@Test', minimumScore: 0.5 });
    expect(asked.reranked).toHaveLength(4);
    expect(ids(found)).toEqual(['money']);
    expect(found.sources[0]?.score).toBe(0.9);
    expect(found.trace[0]).toMatchObject({ chunkId: 'money', rerankScore: 0.9 });
    expect(found.trace[1]).toMatchObject({ dropped: 'below-minimum' });
  });

  it('keeps the way of every candidate', async () => {
    const { trace } = await retrieve('annual leave', { topN: 1 });
    expect(trace).toHaveLength(4);
    expect(trace[0]).toMatchObject({ chunkId: 'leave', textRank: 1, vectorRank: 1, fusedRank: 1 });
    expect(trace[1]).toMatchObject({ dropped: 'past-top-n' });
    expect(trace.find(({ chunkId }) => chunkId === 'part')?.textRank).toBeUndefined();
  });

  it('finds nothing for an empty question or an empty scope', async () => {
    expect(ids(await retrieve('   '))).toEqual([]);
    const nowhere = createRetriever({ chunks, models: models(asked) });
    const found = await nowhere.retrieve({
      query: 'leave',
      filter: { tenantId: 't', knowledgeBaseIds: [] },
      settings,
      signal,
    });
    expect(found.sources).toEqual([]);
  });

  it('stops when asked to', async () => {
    const stopped = createRetriever({ chunks, models: models(asked) }).retrieve({
      query: 'leave',
      filter,
      settings,
      signal: AbortSignal.abort(),
    });
    await expect(stopped).rejects.toThrow();
  });
});
