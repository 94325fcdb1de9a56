// The stores that the search benchmark reads: built once through the port, then kept for the next run.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createSqliteChunkStore, type SqliteChunkStore } from '../src/adapters/sqlite/chunks/chunk-store.ts';
import { openEmbeddedDatabase } from '../src/adapters/sqlite/embedded-database.ts';
import { Corpus } from './search-corpus.ts';

/** How a store was filled. */
export interface FillFigures {
  /** Chunks put a second, background merges included; `settle` is what they had left to do. */
  readonly putsPerSecond: number;
  readonly settleMilliseconds: number;
}

const CACHE = resolve(import.meta.dirname, '../../../node_modules/.cache/colloquy');
/** Whatever of it changes, stores of an earlier run are of no use. */
const FORMAT = [
  'adapters/sqlite/chunks/schema.ts',
  'adapters/sqlite/chunks/segment-layout.ts',
  'text/grams.ts',
]
  .map((file) => join(import.meta.dirname, '../src', file))
  .concat(join(import.meta.dirname, 'search-corpus.ts'));

/** As many as a large document brings at a time. */
const BATCH = 200;
/** Large corpora come in larger batches, or building them would take many times as long as measuring. */
const LARGE_CORPUS = 200_000;
const LARGE_BATCH = 4_000;

/** The file of the store with so many chunks, built when it is not there yet. */
export async function storeOf(chunks: number): Promise<FillFigures & { readonly path: string }> {
  mkdirSync(CACHE, { recursive: true });
  const hash = createHash('sha256');
  for (const file of FORMAT) hash.update(readFileSync(file));
  const name = join(CACHE, `search-${chunks}-${hash.digest('hex').slice(0, 12)}`);
  const figures = `${name}.json`;
  const path = `${name}.db`;
  if (!existsSync(figures)) {
    const building = `${name}-${process.pid}.db`;
    try {
      const filled = await withStore(building, (store) => fill(store, chunks));
      renameSync(building, path);
      writeFileSync(figures, JSON.stringify(filled));
    } finally {
      for (const suffix of ['', '-wal', '-shm']) rmSync(building + suffix, { force: true });
    }
  }
  return { ...(JSON.parse(readFileSync(figures, 'utf8')) as FillFigures), path };
}

/** Opens the store of a file for as long as the work takes. */
export async function withStore<Result>(
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

async function fill(store: SqliteChunkStore, chunks: number): Promise<FillFigures> {
  const corpus = new Corpus();
  const size = chunks > LARGE_CORPUS ? LARGE_BATCH : BATCH;
  let milliseconds = 0;
  for (let start = 0; start < chunks; start += size) {
    const batch = Array.from({ length: Math.min(size, chunks - start) }, (_, index) =>
      corpus.chunk(start + index),
    );
    const started = performance.now();
    await store.put(batch);
    milliseconds += performance.now() - started;
  }
  const started = performance.now();
  await store.settle();
  return {
    putsPerSecond: Math.round((chunks / milliseconds) * 1000),
    settleMilliseconds: Math.round(performance.now() - started),
  };
}
