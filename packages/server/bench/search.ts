// From the words of a question to its sources: analysis, both legs, fusion, selection and the texts of the chosen.
import { statSync } from 'node:fs';
import type { EmbeddingModel } from '../src/ports/embedding-model.ts';
import type { Retriever } from '../src/ports/retriever.ts';
import { createRetriever } from '../src/retrieval/retrieve.ts';
import { createLoadMeter, percentile, rounded } from './process-figures.ts';
import { BASES, Corpus, DIMENSION, TENANT } from './search-corpus.ts';
import { type FillFigures, storeOf, withStore } from './search-store.ts';

/** Percentiles in milliseconds, and the processor time that a search takes, in all threads together. */
interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly cpu: number;
}

export interface SearchFigures extends FillFigures {
  /** From the call to the sources. */
  readonly all: Times;
  readonly oneOf20: Times;
  /** Growth of the process's memory by the reader's index, a chunk. */
  readonly readerBytesPerChunk: number;
  readonly fileBytesPerChunk: number;
  /** From opening the file to the first answer: all of the index is read. */
  readonly firstSearchMilliseconds: number;
  /** Share of the machine that was busy, by everything on it, while it was measured. */
  readonly load: number;
}

export interface SearchBenchOptions {
  /** Sizes of the corpora. */
  readonly chunks: readonly number[];
  readonly json: boolean;
}

const QUERIES = 400;
/** A server that has run for a while is warm: the compiler has seen the loops often enough to know them. */
const WARM_UP = 300;
const SIGNAL = new AbortController().signal;
const SETTINGS = { topN: 8, candidates: 128, minimumScore: 0 };

/**
 * Times of hybrid retrieval on the embedded chunk store. Prints a table unless `json`; gives the figures by the size of
 * the corpus.
 */
export async function run(options: SearchBenchOptions): Promise<Readonly<Record<string, SearchFigures>>> {
  const sizes: Record<string, SearchFigures> = {};
  for (const chunks of options.chunks) {
    const figures = await measure(chunks);
    sizes[chunks] = figures;
    if (!options.json) print(chunks, figures);
  }
  return sizes;
}

async function measure(chunks: number): Promise<SearchFigures> {
  const { path, ...filled } = await storeOf(chunks);
  const corpus = new Corpus();
  const load = createLoadMeter();
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const searched = await withStore(path, async (store) => {
    const asked = createAsked(corpus);
    const retriever = createRetriever({ chunks: store, models: asked.models });
    await asked.retrieve(retriever, BASES);
    const firstSearchMilliseconds = rounded(performance.now() - started);
    const readerBytesPerChunk = Math.round((process.memoryUsage().rss - before) / chunks);
    const all = await time(() => asked.retrieve(retriever, BASES));
    const oneOf20 = await time(() => asked.retrieve(retriever, 1));
    return { firstSearchMilliseconds, readerBytesPerChunk, all, oneOf20 };
  });
  const fileBytesPerChunk = Math.round(statSync(path).size / chunks);
  return { ...filled, ...searched, fileBytesPerChunk, load: rounded(load(), 2) };
}

/** Questions of the corpus, each with its own vector in place of an embedding. */
function createAsked(corpus: Corpus) {
  let vector = new Float32Array(DIMENSION);
  const usage = { inputTokens: 0, outputTokens: 0 };
  const model: EmbeddingModel = {
    ref: 'made-up@bench',
    dimensions: DIMENSION,
    maxInputTokens: 1000,
    maxBatch: 1,
    embed: async () => ({ vectors: [vector], usage }),
    fusionWeight: async () => 0.4,
  };
  const none = (): never => {
    throw new Error('There is no rerank model in this bench.');
  };
  return {
    models: { embedding: async () => model, rerank: none },
    async retrieve(retriever: Retriever, bases: number): Promise<void> {
      const question = corpus.question();
      vector = Float32Array.from(question.vector);
      const { sources } = await retriever.retrieve({
        query: question.text,
        filter: { tenantId: TENANT, knowledgeBaseIds: corpus.bases(bases) },
        settings: SETTINGS,
        embedding: model.ref,
        signal: SIGNAL,
      });
      // Fewer than wanted where made-up passages repeat each other.
      if (sources.length === 0) throw new Error('A search of the bench found nothing.');
    },
  };
}

async function time(retrieve: () => Promise<void>): Promise<Times> {
  for (let round = 0; round < WARM_UP; round++) await retrieve();
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (let round = 0; round < QUERIES; round++) {
    const started = performance.now();
    await retrieve();
    times.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(cpu);
  times.sort((left, right) => left - right);
  return {
    p50: rounded(percentile(times, 0.5), 2),
    p95: rounded(percentile(times, 0.95), 2),
    p99: rounded(percentile(times, 0.99), 2),
    cpu: rounded((user + system) / 1000 / QUERIES, 2),
  };
}

function print(chunks: number, figures: SearchFigures): void {
  const { all, oneOf20, putsPerSecond, settleMilliseconds, load } = figures;
  const times = ({ p50, p95, p99, cpu }: Times): string =>
    `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, ${cpu} ms of CPU`;
  console.log(`${chunks} chunks: ${putsPerSecond} put a second, ${settleMilliseconds} ms to settle`);
  console.log(`  whole corpus        ${times(all)}`);
  console.log(`  1 of ${BASES} bases       ${times(oneOf20)}`);
  console.log(
    `  first search ${figures.firstSearchMilliseconds} ms; reader ${figures.readerBytesPerChunk} bytes a chunk, file ${figures.fileBytesPerChunk}; load ${load}`,
  );
}
