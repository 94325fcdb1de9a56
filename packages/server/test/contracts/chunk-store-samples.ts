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

const { signal } = new AbortController();

export const FILTER: ChunkFilter = { tenantId: 'tenant', knowledgeBaseIds: ['base1'] };
export const BOTH_BASES: ChunkFilter = { tenantId: 'tenant', knowledgeBaseIds: ['base1', 'base2'] };
export const PAGE = { offset: 0, limit: 100 };

export function aChunk(part: Partial<IndexedChunk> & { readonly text: string }): IndexedChunk {
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

export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/u).filter(Boolean);
}

export function unit(values: readonly number[]): Float32Array {
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

export function search(store: ChunkStore, asked: Asked): Promise<SearchResult> {
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

export function byId(candidates: readonly Candidate[]): Map<string, Candidate> {
  return new Map(candidates.map((candidate) => [candidate.chunkId, candidate]));
}

export function ids({ candidates }: SearchResult): string[] {
  return candidates.map(({ chunkId }) => chunkId).sort();
}
