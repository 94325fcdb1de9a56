// Retrieval quality on BEIR-layout collections, by the product's own way from question to ranking: the tokeniser, the
// embedding, the embedded chunk store and the fusion. Each document is one passage, past the splitter, so that figures compare
// with published ones.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStaticEmbeddingModel } from '../src/adapters/offline/static-embedding.ts';
import { createSqliteChunkStore } from '../src/adapters/sqlite/chunks/chunk-store.ts';
import { openEmbeddedDatabase } from '../src/adapters/sqlite/embedded-database.ts';
import type { ChunkFilter, ChunkStore } from '../src/ports/chunk-store.ts';
import type { EmbeddingModel } from '../src/ports/embedding-model.ts';
import type { Ranked } from '../src/retrieval/rank.ts';
import { searchAndRank } from '../src/retrieval/search.ts';
import { tokenize } from '../src/text/tokenize.ts';
import { type Figures, meanFigures, ndcg, recall } from './retrieval-figures.ts';
import { type RetrievalSet, readRetrievalSet, STANDARD_SETS } from './retrieval-set.ts';

/** The figures of one set: words with 4-grams, vectors, and both fused. */
export interface SetResult {
  readonly text: Figures;
  readonly vector: Figures;
  readonly hybrid: Figures;
}

export interface RetrievalResult {
  readonly sets: Readonly<Record<string, SetResult>>;
}

const filter: ChunkFilter = { tenantId: 'bench', knowledgeBaseIds: ['set'] };
const signal = new AbortController().signal;

/** Measures the sets (names in the shared data, or paths); all standard sets when none is named. */
export async function run(options: {
  readonly sets: readonly string[];
  readonly json: boolean;
}): Promise<RetrievalResult> {
  const results: Record<string, SetResult> = {};
  if (!options.json) printHeader();
  for (const name of options.sets.length > 0 ? options.sets : STANDARD_SETS) {
    const set = await readRetrievalSet(name);
    const result = await measure(set);
    results[set.name] = result;
    if (!options.json) printRow(set.name, result);
  }
  return { sets: results };
}

/** Operations of the database threads, as the server loads them. */
const OPERATION_MODULES = ['adapters/sqlite/chunks/operations.ts', 'workers/embedding-operations.ts'].map(
  (module) => new URL(`../src/${module}`, import.meta.url).href,
);

async function measure(set: RetrievalSet): Promise<SetResult> {
  const folder = await mkdtemp(join(tmpdir(), 'colloquy-retrieval-'));
  const database = await openEmbeddedDatabase({
    path: join(folder, 'bench.db'),
    operationModules: OPERATION_MODULES,
    workerData: { embeddingFolder: join(import.meta.dirname, '../models/static-embedding') },
  });
  const chunks = createSqliteChunkStore({ database });
  try {
    const model = createStaticEmbeddingModel({ run: database.runReader.bind(database) });
    await index(set, chunks, model);
    return await measureQueries(set, chunks, model);
  } finally {
    await chunks.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureQueries(
  set: RetrievalSet,
  chunks: ChunkStore,
  model: EmbeddingModel,
): Promise<SetResult> {
  const legs: Record<keyof SetResult, Figures[]> = { text: [], vector: [], hybrid: [] };
  for (const query of set.queries) {
    const ranked = await rankings(query.text, chunks, model);
    for (const leg of ['text', 'vector', 'hybrid'] as const) {
      legs[leg].push({
        'ndcg@10': ndcg(ranked[leg], query.gains, 10),
        'recall@100': recall(ranked[leg], query.gains, 100),
      });
    }
  }
  return { text: meanFigures(legs.text), vector: meanFigures(legs.vector), hybrid: meanFigures(legs.hybrid) };
}

async function index(set: RetrievalSet, chunks: ChunkStore, model: EmbeddingModel): Promise<void> {
  for (let start = 0; start < set.documents.length; start += model.maxBatch) {
    const batch = set.documents.slice(start, start + model.maxBatch);
    const texts = batch.map(({ text }) => text);
    const { vectors } = await model.embed(texts, { purpose: 'document', signal });
    await chunks.put(
      batch.map(({ id, text }, position) => ({
        id,
        tenantId: filter.tenantId,
        knowledgeBaseId: 'set',
        documentId: id,
        documentName: id,
        ordinal: 0,
        start: 0,
        end: text.length,
        text,
        headings: [],
        keywords: [],
        regions: [],
        tokens: tokenize(text),
        ...(vectors[position] === undefined ? {} : { vector: vectors[position] }),
      })),
    );
  }
}

/** The documents in the order of each leg. The vector leg is asked for also where the fusion would not use it. */
async function rankings(
  query: string,
  chunks: ChunkStore,
  model: EmbeddingModel,
): Promise<Record<keyof SetResult, readonly string[]>> {
  const models = { embedding: async () => model };
  const settings = { topN: 100, candidates: 128, minimumScore: 0 };
  const request = { query, filter, embedding: model.ref, signal, settings };
  const fused = await searchAndRank({ chunks, models }, request);
  const plain =
    fused.vectorWeight > 0
      ? fused
      : await searchAndRank({ chunks, models }, { ...request, settings: { ...settings, vectorWeight: 1 } });
  return {
    text: byRank(fused.ranked, ({ textRank }) => textRank),
    vector: byRank(plain.ranked, ({ vectorRank }) => vectorRank),
    hybrid: fused.ranked.map(({ candidate }) => candidate.chunkId),
  };
}

function byRank(ranked: readonly Ranked[], rankOf: (fused: Ranked['fused']) => number | undefined): string[] {
  const placed = ranked.flatMap(({ candidate, fused }) => {
    const rank = rankOf(fused);
    return rank === undefined ? [] : [{ id: candidate.chunkId, rank }];
  });
  return placed.sort((one, other) => one.rank - other.rank).map(({ id }) => id);
}

function printHeader(): void {
  console.log('                 nDCG@10                 recall@100');
  console.log('set              text   vector hybrid    text   vector hybrid');
}

function printRow(name: string, { text, vector, hybrid }: SetResult): void {
  const cells = (key: keyof Figures) =>
    [text, vector, hybrid].map((figures) => figures[key].toFixed(4)).join(' ');
  console.log(`${name.padEnd(16)} ${cells('ndcg@10')}    ${cells('recall@100')}`);
}
