import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteChunkStore, type SqliteChunkStore } from '../src/adapters/sqlite/chunks/chunk-store.ts';
import { openEmbeddedDatabase } from '../src/adapters/sqlite/embedded-database.ts';
import type { ChunkQuery, IndexedChunk } from '../src/ports/chunk-store.ts';
import { queryGrams } from '../src/text/grams.ts';

/** Percentiles in milliseconds. */
interface Times {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface SearchFigures {
  /** Chunks put a second, in batches of 200, background merges included; `settle` is what they had left to do. */
  readonly putsPerSecond: number;
  readonly settleMilliseconds: number;
  /** Both legs, best 200 of each, all scores: from call to result on the main thread. */
  readonly all: Times;
  readonly oneOf20: Times;
  /** Growth of the process's memory by the reader's index, a chunk. */
  readonly readerBytesPerChunk: number;
  readonly fileBytesPerChunk: number;
  readonly firstSearchMilliseconds: number;
}

export interface SearchBenchOptions {
  /** Sizes of the corpora. */
  readonly chunks: readonly number[];
  readonly json: boolean;
}

const DIMENSION = 256;
const BASES = 20;
const WORDS_A_CHUNK = 150;
const CHUNKS_A_DOCUMENT = 40;
const VOCABULARY = 60_000;
const TOPICS = 500;
const BATCH = 200;
const LIMIT = 200;
const QUERIES = 200;
const TENANT = 'tenant';

/**
 * Search and ingest rates of the embedded chunk store on made-up chunks: words by Zipf's law, vectors around topics,
 * twenty bases. Prints a table unless `json`; gives the figures by the size of the corpus.
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
  const folder = mkdtempSync(join(tmpdir(), 'colloquy-bench-'));
  const path = join(folder, 'bench.db');
  const corpus = new Corpus();
  try {
    const filled = await withStore(path, (store) => fill(store, corpus, chunks));
    const before = process.memoryUsage().rss;
    const searched = await withStore(path, async (store) => {
      const started = performance.now();
      await store.search(corpus.query(BASES), { signal: SIGNAL });
      const firstSearchMilliseconds = performance.now() - started;
      const readerBytesPerChunk = Math.round((process.memoryUsage().rss - before) / chunks);
      const all = await time(store, corpus, BASES);
      const oneOf20 = await time(store, corpus, 1);
      return { firstSearchMilliseconds, readerBytesPerChunk, all, oneOf20 };
    });
    return { ...filled, ...searched, fileBytesPerChunk: Math.round(statSync(path).size / chunks) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const SIGNAL = new AbortController().signal;

async function withStore<Result>(
  path: string,
  work: (store: SqliteChunkStore) => Promise<Result>,
): Promise<Result> {
  const operationModules = [new URL('../src/adapters/sqlite/chunks/operations.ts', import.meta.url).href];
  const database = await openEmbeddedDatabase({ path, operationModules });
  const store = createSqliteChunkStore({ database });
  try {
    return await work(store);
  } finally {
    await store.close();
    await database.close();
  }
}

async function fill(store: SqliteChunkStore, corpus: Corpus, chunks: number) {
  let milliseconds = 0;
  for (let start = 0; start < chunks; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, chunks - start) }, (_, index) =>
      corpus.chunk(start + index),
    );
    const started = performance.now();
    await store.put(batch);
    milliseconds += performance.now() - started;
  }
  const started = performance.now();
  await store.settle();
  const settleMilliseconds = Math.round(performance.now() - started);
  return { putsPerSecond: Math.round((chunks / milliseconds) * 1000), settleMilliseconds };
}

async function time(store: SqliteChunkStore, corpus: Corpus, bases: number): Promise<Times> {
  const times: number[] = [];
  for (let round = -20; round < QUERIES; round++) {
    const query = corpus.query(bases);
    const started = performance.now();
    const { candidates } = await store.search(query, { signal: SIGNAL });
    if (candidates.length === 0) throw new Error('A search of the bench found nothing.');
    if (round >= 0) times.push(performance.now() - started);
  }
  times.sort((left, right) => left - right);
  const percentile = (share: number): number => round2(times[Math.floor(share * (times.length - 1))] ?? 0);
  return { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
}

/** Chunks and queries from a fixed seed. */
export class Corpus {
  #state = 0x2545f491;
  readonly #words: readonly string[];
  readonly #topics: readonly Float32Array[];

  constructor() {
    this.#words = Array.from({ length: VOCABULARY }, () => this.#word());
    this.#topics = Array.from({ length: TOPICS }, () => this.#vector(undefined));
  }

  chunk(number: number): IndexedChunk {
    const document = Math.floor(number / CHUNKS_A_DOCUMENT);
    const topic = document % TOPICS;
    const tokens = Array.from({ length: WORDS_A_CHUNK }, () => this.#zipfWord(topic));
    const text = tokens.join(' ');
    return {
      id: `c${number}`,
      tenantId: TENANT,
      knowledgeBaseId: `base${document % BASES}`,
      documentId: `d${document}`,
      documentName: `document ${document}.pdf`,
      ordinal: number % CHUNKS_A_DOCUMENT,
      start: 0,
      end: text.length,
      text,
      headings: ['Part', `Section ${document}`],
      keywords: [],
      regions: [{ page: 1 + (number % 9), box: [72, 90, 520, 300] }],
      tokens,
      vector: this.#vector(this.#topics[topic]),
    };
  }

  /** Six words, as a question has them: some common, some rare. */
  query(bases: number): ChunkQuery {
    const topic = this.#below(TOPICS);
    const words = new Set(Array.from({ length: 6 }, () => this.#zipfWord(topic)));
    const grams = [...queryGrams([...words].join(' ')).keys()];
    const first = bases === BASES ? 0 : this.#below(BASES);
    return {
      filter: {
        tenantId: TENANT,
        knowledgeBaseIds: Array.from({ length: bases }, (_, index) => `base${first + index}`),
      },
      limit: LIMIT,
      text: {
        terms: [...words].map((term) => ({ term, weight: 1 })),
        grams: grams.map((term) => ({ term, weight: 1 })),
        minimumMatch: 0,
      },
      vector: { values: this.#vector(this.#topics[topic]), minimumSimilarity: 0 },
    };
  }

  #random(): number {
    // Marsaglia's xorshift, 32 bits.
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) / 2 ** 32;
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  #word(): string {
    const consonants = 'bcdfghklmnprstvz';
    const vowels = 'aeiou';
    let word = '';
    const syllables = 2 + this.#below(3);
    for (let index = 0; index < syllables; index++) {
      word += consonants.charAt(this.#below(16)) + vowels.charAt(this.#below(5));
    }
    return word;
  }

  /** Rank by a power law; every fourth word is one that the topic favours. */
  #zipfWord(topic: number): string {
    const rank = Math.floor(VOCABULARY ** this.#random());
    const favoured = (topic * 97 + this.#below(60)) % VOCABULARY;
    return this.#words[this.#random() < 0.25 ? favoured : rank % VOCABULARY] ?? '';
  }

  #vector(centre: Float32Array | undefined): Float32Array {
    const values = Float32Array.from({ length: DIMENSION }, (_, index) => {
      const noise = this.#random() + this.#random() + this.#random() - 1.5;
      return noise + 12 * (centre?.[index] ?? 0);
    });
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

function print(chunks: number, figures: SearchFigures): void {
  const { all, oneOf20, putsPerSecond, settleMilliseconds } = figures;
  const times = ({ p50, p95, p99 }: Times): string => `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`;
  console.log(`${chunks} chunks: ${putsPerSecond} put a second, ${settleMilliseconds} ms to settle`);
  console.log(`  whole corpus        ${times(all)}`);
  console.log(`  1 of ${BASES} bases       ${times(oneOf20)}`);
  console.log(
    `  first search ${round2(figures.firstSearchMilliseconds)} ms; reader ${figures.readerBytesPerChunk} bytes a chunk, file ${figures.fileBytesPerChunk}`,
  );
}
