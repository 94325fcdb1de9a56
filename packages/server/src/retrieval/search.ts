import { AppError, type ErrorCode } from '../domain/errors.ts';
import type { ChunkStore } from '../ports/chunk-store.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';
import type { ModelCatalog } from '../ports/model-catalog.ts';
import type { RetrievalRequest } from '../ports/retriever.ts';
import { searchTerms } from './query-terms.ts';
import { type Ranked, rank } from './rank.ts';

/** All candidates of a question in order. */
export interface Ranking {
  readonly ranked: readonly Ranked[];
  readonly searchedChunks: number;
  /** The weight that the vector leg had. */
  readonly vectorWeight: number;
}

/** Each leg gives this many at least, so that fusion and the 4-grams have something to choose from. */
const FEWEST_CANDIDATES = 128;
const MOST_CANDIDATES = 1000;
/**
 * Failures after which the words alone still answer: of a remote embedding, and an embedding that is no longer configured.
 * Another one cannot stand in for it: vectors of two models say nothing about each other.
 */
const BEARABLE: ReadonlySet<ErrorCode> = new Set([
  'model-unavailable',
  'model-quota',
  'timeout',
  'not-found',
]);

/** Finds the candidates of both legs and orders them: the first half of retrieval, which the benchmark measures. */
export async function searchAndRank(
  { chunks, models }: { readonly chunks: ChunkStore; readonly models: Pick<ModelCatalog, 'embedding'> },
  request: RetrievalRequest,
): Promise<Ranking> {
  const { query, context, filter, settings, signal } = request;
  const terms = searchTerms(query, context);
  const vector = await queryVector(models, request);
  const limit = Math.min(MOST_CANDIDATES, Math.max(FEWEST_CANDIDATES, settings.candidates));
  const found = await chunks.search(
    {
      filter,
      limit,
      text: { terms: terms.terms, grams: terms.grams, minimumMatch: 0 },
      ...(vector ? { vector: { values: vector.values, minimumSimilarity: -1 } } : {}),
    },
    { signal },
  );
  const fusion = vector?.weight ?? 0;
  const contract = settings.vectorWeight;
  const ranked = rank(found, terms, contract === undefined ? { fusion } : { fusion, contract });
  return { ranked, searchedChunks: found.chunkCount, vectorWeight: fusion };
}

/** The vector of the question and what it leans on, and its weight in the fusion; nothing when it would not count. */
async function queryVector(
  models: Pick<ModelCatalog, 'embedding'>,
  { query, context, filter, settings, embedding, signal }: RetrievalRequest,
): Promise<{ readonly values: Float32Array; readonly weight: number } | undefined> {
  if (embedding === undefined || settings.vectorWeight === 0 || query.trim() === '') return undefined;
  try {
    const model = await models.embedding(filter.tenantId, embedding);
    const weight = settings.vectorWeight ?? (await model.fusionWeight(query));
    if (weight <= 0) return undefined;
    const values = await embedOne(model, context ? `${query}\n${context}` : query, signal);
    return values && { values, weight };
  } catch (error) {
    if (error instanceof AppError && BEARABLE.has(error.code) && !signal.aborted) return undefined;
    throw error;
  }
}

async function embedOne(
  model: EmbeddingModel,
  text: string,
  signal: AbortSignal,
): Promise<Float32Array | undefined> {
  const { vectors } = await model.embed([text], { purpose: 'query', signal });
  return vectors[0]?.some((value) => value !== 0) ? vectors[0] : undefined;
}
