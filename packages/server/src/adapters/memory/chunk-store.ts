import type { Chunk } from '../../domain/chunk.ts';
import type {
  Candidate,
  ChunkFilter,
  ChunkQuery,
  ChunkStore,
  IndexedChunk,
  QueryTerm,
  SearchResult,
} from '../../ports/chunk-store.ts';
import { inverseDocumentFrequency, termSaturation } from '../../text/bm25.ts';
import { countGrams, createGramTable } from '../../text/gram-table.ts';
import { gramHash, indexGrams } from '../../text/grams.ts';
import { indexedText } from '../../text/indexed-text.ts';

/** A chunk with what searching it needs. */
interface Entry {
  readonly chunk: Chunk;
  readonly frequencies: ReadonlyMap<string, number>;
  readonly length: number;
  readonly grams: ReadonlySet<number>;
  readonly gramLength: number;
  readonly vector?: Float32Array;
}

interface ScoredEntry {
  readonly entry: Entry;
  readonly textScore: number;
  readonly matchedTerms: readonly number[];
  readonly vectorScore?: number;
}

/** A chunk store that looks at every chunk for every query: the plain meaning of the port, for tests and small tools. */
export function createMemoryChunkStore(): ChunkStore {
  const entries = new Map<string, Entry>();
  const key = (tenantId: string, id: string) => JSON.stringify([tenantId, id]);
  const inScope = (filter: ChunkFilter): Entry[] => {
    const admits = admission(filter);
    return [...entries.values()].filter(({ chunk }) => admits(chunk));
  };
  return {
    async put(chunks) {
      const prepared = chunks.map(toEntry);
      for (const entry of prepared) entries.set(key(entry.chunk.tenantId, entry.chunk.id), entry);
    },
    async search(query, { signal }) {
      signal.throwIfAborted();
      const { tenantId, knowledgeBaseIds } = query.filter;
      return searchEntries(inScope({ tenantId, knowledgeBaseIds }), query);
    },
    async get(filter, ids) {
      const admits = admission(filter);
      return ids.flatMap((id) => {
        const chunk = entries.get(key(filter.tenantId, id))?.chunk;
        return chunk && admits(chunk) ? [chunk] : [];
      });
    },
    async list(filter, { offset, limit }) {
      const chunks = inScope(filter).map(({ chunk }) => chunk);
      return chunks.sort((one, other) => one.ordinal - other.ordinal).slice(offset, offset + limit);
    },
    async count(filter) {
      return inScope(filter).length;
    },
    async remove(filter) {
      for (const { chunk } of inScope(filter)) entries.delete(key(chunk.tenantId, chunk.id));
    },
    async settle() {},
  };
}

function admission(filter: ChunkFilter): (chunk: Chunk) => boolean {
  const bases = new Set(filter.knowledgeBaseIds);
  const documents = filter.documentIds && new Set(filter.documentIds);
  return (chunk) =>
    chunk.tenantId === filter.tenantId &&
    bases.has(chunk.knowledgeBaseId) &&
    (documents === undefined || documents.has(chunk.documentId));
}

function toEntry({ tokens, vector, ...chunk }: IndexedChunk): Entry {
  const frequencies = new Map<string, number>();
  for (const token of tokens) frequencies.set(token, (frequencies.get(token) ?? 0) + 1);
  const { hashes, length } = indexGrams(indexedText(chunk));
  const entry = { chunk, frequencies, length: tokens.length, grams: new Set(hashes), gramLength: length };
  return vector && lengthOf(vector) > 0 ? { ...entry, vector } : entry;
}

/** Statistics come from all entries of the bases, candidates only from the documents in scope. */
function searchEntries(bases: readonly Entry[], query: ChunkQuery): SearchResult {
  const terms = query.text?.terms ?? [];
  const documentFrequencies = terms.map(
    ({ term }) => bases.filter(({ frequencies }) => frequencies.has(term)).length,
  );
  const admits = admission(query.filter);
  const scored = scoreEntries(bases, query, documentFrequencies).filter(({ entry }) => admits(entry.chunk));
  const chosen = new Set([...bestByText(scored, query), ...bestByVector(scored, query)]);
  const gramScores = scoreGrams(bases, chosen, query.text?.grams ?? []);
  const candidates = [...chosen].map((found): Candidate => {
    const { entry, textScore, matchedTerms, vectorScore } = found;
    const candidate = {
      chunkId: entry.chunk.id,
      textScore,
      gramScore: gramScores.get(entry) ?? 0,
      matchedTerms,
    };
    return vectorScore === undefined ? candidate : { ...candidate, vectorScore };
  });
  return { candidates, chunkCount: bases.length, documentFrequencies };
}

function scoreEntries(bases: readonly Entry[], query: ChunkQuery, found: readonly number[]): ScoredEntry[] {
  const terms = query.text?.terms ?? [];
  const averageLength = mean(bases.map(({ length }) => length));
  const idfs = found.map((withTerm) => inverseDocumentFrequency(bases.length, withTerm));
  return bases.map((entry) => {
    const matchedTerms: number[] = [];
    let textScore = 0;
    for (const [index, { term, weight }] of terms.entries()) {
      const frequency = entry.frequencies.get(term);
      if (frequency === undefined) continue;
      matchedTerms.push(index);
      textScore += weight * (idfs[index] ?? 0) * termSaturation(frequency, entry.length, averageLength);
    }
    const scored = { entry, textScore, matchedTerms };
    const vectorScore = cosine(query.vector?.values, entry.vector);
    return vectorScore === undefined ? scored : { ...scored, vectorScore };
  });
}

function bestByText(scored: readonly ScoredEntry[], { text, limit }: ChunkQuery): ScoredEntry[] {
  if (!text) return [];
  const needed = Math.max(1, text.minimumMatch * text.terms.length);
  return scored
    .filter(({ matchedTerms }) => matchedTerms.length >= needed)
    .sort((one, other) => other.textScore - one.textScore || byId(one, other))
    .slice(0, limit);
}

function bestByVector(scored: readonly ScoredEntry[], { vector, limit }: ChunkQuery): ScoredEntry[] {
  if (!vector) return [];
  const score = ({ vectorScore }: ScoredEntry) => vectorScore ?? Number.NEGATIVE_INFINITY;
  return scored
    .filter((entry) => score(entry) >= vector.minimumSimilarity)
    .sort((one, other) => score(other) - score(one) || byId(one, other))
    .slice(0, limit);
}

function byId(one: ScoredEntry, other: ScoredEntry): number {
  return one.entry.chunk.id < other.entry.chunk.id ? -1 : 1;
}

function scoreGrams(
  bases: readonly Entry[],
  chosen: ReadonlySet<ScoredEntry>,
  grams: readonly QueryTerm[],
): Map<Entry, number> {
  const scores = new Map<Entry, number>();
  if (grams.length === 0 || chosen.size === 0) return scores;
  const averageLength = mean(bases.map(({ gramLength }) => gramLength));
  const idfs = grams.map(({ term }) => {
    const hash = gramHash(term);
    return inverseDocumentFrequency(bases.length, bases.filter((entry) => entry.grams.has(hash)).length);
  });
  const table = createGramTable(grams.map(({ term }) => term));
  const counts = new Uint32Array(grams.length);
  for (const { entry } of chosen) {
    countGrams(indexedText(entry.chunk), table, counts);
    let score = 0;
    for (const [index, { weight }] of grams.entries()) {
      const frequency = counts[index] ?? 0;
      if (frequency > 0)
        score += weight * (idfs[index] ?? 0) * termSaturation(frequency, entry.gramLength, averageLength);
    }
    scores.set(entry, score);
  }
  return scores;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Undefined without two vectors of one model: those of another have another length, and zero means none. */
function cosine(query: Float32Array | undefined, vector: Float32Array | undefined): number | undefined {
  if (!query || !vector || query.length !== vector.length) return undefined;
  const lengths = lengthOf(query) * lengthOf(vector);
  if (lengths === 0) return undefined;
  let product = 0;
  for (const [index, value] of query.entries()) product += value * (vector[index] ?? 0);
  return product / lengths;
}

function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}
