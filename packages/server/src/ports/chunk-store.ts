import type { Chunk } from '../domain/chunk.ts';

/** What may be searched. Every part is required where it stands, so that no caller can forget the tenant. */
export interface ChunkFilter {
  readonly tenantId: string;
  /** Empty: nothing is in scope. */
  readonly knowledgeBaseIds: readonly string[];
  /** Absent: all documents of the bases. Empty: nothing is in scope. */
  readonly documentIds?: readonly string[];
}

/** A chunk as it is put in: with its tokens (see text/tokenize.ts) and, when the embedding knows it, a unit vector. */
export interface IndexedChunk extends Chunk {
  /** Index terms of headings and text, repeats included, in order. */
  readonly tokens: readonly string[];
  readonly vector?: Float32Array;
}

export interface QueryTerm {
  readonly term: string;
  /** Multiplies the term's BM25 contribution; 1 is normal. */
  readonly weight: number;
}

export interface ChunkQuery {
  readonly filter: ChunkFilter;
  /** Best candidates of each leg. The answer holds the union of both, each with all its scores. */
  readonly limit: number;
  readonly text?: {
    readonly terms: readonly QueryTerm[];
    /** Character 4-grams of the query (see text/grams.ts), scored on the candidates only. */
    readonly grams: readonly QueryTerm[];
    /** Share of the query's terms that a text candidate must contain, 0..1; 0: any one. */
    readonly minimumMatch: number;
  };
  readonly vector?: {
    readonly values: Float32Array /** Cosine below which the vector leg drops a chunk. */;
    readonly minimumSimilarity: number;
  };
}

/** A chunk that a search found, by its id and its scores alone: hundreds are found, and few are read (`get`). */
export interface Candidate {
  readonly chunkId: string;
  /** BM25 over words (k1 1.2, b .75); 0 when no term matches. */
  readonly textScore: number;
  /** BM25 over character 4-grams; 0 when no gram matches. */
  readonly gramScore: number;
  /** Exact cosine; absent when the query or the chunk has no vector. */
  readonly vectorScore?: number;
  /** Indices into `text.terms` of the terms that the chunk contains. */
  readonly matchedTerms: readonly number[];
}

export interface SearchResult {
  /** In no particular order. */
  readonly candidates: readonly Candidate[];
  /** Chunks in scope of the filter's bases, and how many of them contain each of `text.terms`. Only these bases count. */
  readonly chunkCount: number;
  readonly documentFrequencies: readonly number[];
}

/** Finds candidates. Fusion, thresholds and final order are the retriever's. */
export interface ChunkStore {
  /** Adds or, by id, replaces. All or nothing; findable when it resolves. */
  put(chunks: readonly IndexedChunk[]): Promise<void>;
  search(query: ChunkQuery, options: { readonly signal: AbortSignal }): Promise<SearchResult>;
  /** The chunks of these ids that the filter admits, in the order of the ids; unknown ones are left out. */
  get(filter: ChunkFilter, ids: readonly string[]): Promise<readonly Chunk[]>;
  /** The chunks of one document in reading order. */
  list(
    filter: ChunkFilter & { readonly documentIds: readonly [string] },
    page: { readonly offset: number; readonly limit: number },
  ): Promise<readonly Chunk[]>;
  count(filter: ChunkFilter): Promise<number>;
  /** Gone for every reader when it resolves; the bytes follow in slices. Without documentIds: whole bases. */
  remove(filter: ChunkFilter): Promise<void>;
  /** Resolves when nothing removed is left on disk and merges have caught up. For tests, `doctor` and shutdown. */
  settle(): Promise<void>;
}
