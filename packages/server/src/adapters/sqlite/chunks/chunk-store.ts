import type { Candidate, ChunkStore, IndexedChunk } from '../../../ports/chunk-store.ts';
import type { EmbeddedDatabase } from '../embedded-database.ts';
import { Maintenance } from './maintenance.ts';
import { packPart } from './pack.ts';
import type { FoundChunks } from './search.ts';
import { type StoredChunk, toChunk } from './stored-chunk.ts';

/** Chunks that reach the writer at a time: some milliseconds of work. */
const PART_CHUNKS = 64;

/** A chunk store with work of its own in the background. */
export interface SqliteChunkStore extends ChunkStore {
  /** Ends the background work; what is left of it goes on at the next start. The database stays open. */
  close(): Promise<void>;
}

/**
 * The chunk store inside the embedded database, whose threads must offer the operations of `operations.ts`. It begins
 * to load its index and to take up unfinished merges and sweeps at once, in the background.
 */
export function createSqliteChunkStore({
  database,
}: {
  readonly database: EmbeddedDatabase;
}): SqliteChunkStore {
  const maintenance = new Maintenance(database);
  const unstoppable = { signal: new AbortController().signal };
  const read = <Output>(name: string, input: unknown): Promise<Output> =>
    database.runReader<Output>(name, input, unstoppable);
  return {
    async put(chunks) {
      await putInParts(database, chunks);
      maintenance.merge();
    },
    async search(query, { signal }) {
      signal.throwIfAborted();
      const result = await database.runReader<FoundChunks>('chunks.search', query, { signal });
      const { chunkCount, documentFrequencies } = result;
      return { candidates: toCandidates(result), chunkCount, documentFrequencies };
    },
    async get(filter, ids) {
      return (await read<StoredChunk[]>('chunks.get', { filter, ids })).map(toChunk);
    },
    async list(filter, { offset, limit }) {
      return (await read<StoredChunk[]>('chunks.list', { filter, offset, limit })).map(toChunk);
    },
    count: (filter) => read<number>('chunks.count', filter),
    async remove(filter) {
      const removed = await database.runWriter<boolean>('chunks.remove', filter, unstoppable);
      if (removed) maintenance.sweepSoon();
    },
    settle: () => maintenance.settle(),
    close: () => maintenance.close(),
  };
}

let puts = 0;

/** Sends the chunks part by part, so that neither thread works on many at a time; the last part stores them all. */
async function putInParts(database: EmbeddedDatabase, chunks: readonly IndexedChunk[]): Promise<void> {
  const token = ++puts;
  const { signal } = new AbortController();
  const latest = new Map(chunks.map((chunk) => [JSON.stringify([chunk.tenantId, chunk.id]), chunk]));
  const distinct = [...latest.values()];
  try {
    for (let start = 0; start < distinct.length; start += PART_CHUNKS) {
      const end = start + PART_CHUNKS;
      const part = packPart(distinct.slice(start, end), { token, last: end >= distinct.length });
      await database.runWriter('chunks.put', part, { signal });
    }
  } catch (error) {
    // What the parts have left in the writer's memory; when even this fails, the writer and its memory are gone.
    await database.runWriter('chunks.abandon-put', { token }, { signal }).catch(() => undefined);
    throw error;
  }
}

function toCandidates(found: FoundChunks): Candidate[] {
  return found.ids.map((chunkId, place): Candidate => {
    const candidate = {
      chunkId,
      textScore: found.textScores[place] ?? 0,
      gramScore: found.gramScores[place] ?? 0,
      matchedTerms: Array.from(
        found.matchedTerms.subarray(found.matchedStarts[place], found.matchedStarts[place + 1]),
      ),
    };
    const vectorScore = found.vectorScores[place] ?? Number.NaN;
    return Number.isNaN(vectorScore) ? candidate : { ...candidate, vectorScore };
  });
}
