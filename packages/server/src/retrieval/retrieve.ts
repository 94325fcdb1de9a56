import type { SourceTrace } from '../domain/chat-event.ts';
import type { Chunk, Source } from '../domain/chunk.ts';
import type { ChunkFilter, ChunkStore } from '../ports/chunk-store.ts';
import type { ModelCatalog } from '../ports/model-catalog.ts';
import type { Retrieval, RetrievalRequest, Retriever } from '../ports/retriever.ts';
import { warmQuestionAnalysis } from '../text/stem-variants.ts';
import type { Ranked } from './rank.ts';
import { searchAndRank } from './search.ts';
import { type Chosen, type Dropped, type Scored, type Selection, select } from './select.ts';

/** What a rerank model is given at most. */
const RERANKED = 64;
const TRACED = 100;

/**
 * Finds the sources for a question: candidates of both legs, fused or ordered as the caller asked, reranked where a
 * model is set, held against the minimum, freed of repeats, cut to `topN`.
 */
export function createRetriever(parts: {
  readonly chunks: ChunkStore;
  readonly models: Pick<ModelCatalog, 'embedding' | 'rerank'>;
}): Retriever {
  void warmQuestionAnalysis();
  return {
    async retrieve(request) {
      const { ranked, searchedChunks, vectorWeight } = await searchAndRank(parts, request);
      const scored = await rerank(parts, ranked, request);
      const { chosen, dropped } = await choose(parts.chunks, scored, request);
      return {
        sources: chosen.map(toSource),
        searchedChunks,
        vectorWeight,
        trace: scored.slice(0, TRACED).map((candidate) => toTrace(candidate, dropped)),
      } satisfies Retrieval;
    },
  };
}

/**
 * Lets the model score the best candidates; the others fall away. A source's score is then the model's, mixed with the
 * term similarity by the caller's weight if one was set (wire contract, 14.3).
 */
async function rerank(
  { chunks, models }: { readonly chunks: ChunkStore; readonly models: Pick<ModelCatalog, 'rerank'> },
  ranked: readonly Ranked[],
  { query, filter, settings, signal }: RetrievalRequest,
): Promise<readonly Scored[]> {
  if (settings.rerank === undefined || ranked.length === 0) {
    return ranked.map((candidate) => ({ ...candidate, score: candidate.similarity }));
  }
  const model = await models.rerank(filter.tenantId, settings.rerank);
  const first = ranked.slice(0, Math.max(RERANKED, settings.topN));
  const read = new Map<string, Chunk>();
  await readInto(read, chunks, filter, first);
  const best = first.filter(({ candidate }) => read.has(candidate.chunkId));
  const texts = best.map(({ candidate }) => rerankText(read.get(candidate.chunkId)));
  const { scores } = await model.rerank(query, texts, { signal });
  const w = settings.vectorWeight;
  const scored = best.map((candidate, index): Scored => {
    const rerankScore = scores[index] ?? 0;
    const score = w === undefined ? rerankScore : w * rerankScore + (1 - w) * candidate.termSimilarity;
    return { ...candidate, score, rerankScore };
  });
  return scored.sort((one, other) => other.score - one.score || one.fusedRank - other.fusedRank);
}

function rerankText(chunk: Chunk | undefined): string {
  return chunk === undefined ? '' : [...chunk.headings, chunk.text].join('\n');
}

/** Passages read at first for each wanted one: some may repeat others. */
const SPARE = 2;
const FEWEST_READ = 16;

/** Reads passages from the best on, until as many as wanted have been chosen. */
async function choose(
  chunks: ChunkStore,
  scored: readonly Scored[],
  { filter, settings, signal }: RetrievalRequest,
): Promise<Selection> {
  const admitted = scored.filter(({ score }) => score >= settings.minimumScore);
  const read = new Map<string, Chunk>();
  let start = 0;
  for (let end = Math.max(FEWEST_READ, SPARE * settings.topN); ; end *= SPARE) {
    signal.throwIfAborted();
    await readInto(read, chunks, filter, admitted.slice(start, end));
    const selection = select(scored, read, settings);
    if (selection.chosen.length >= settings.topN || end >= admitted.length) return selection;
    start = end;
  }
}

async function readInto(
  read: Map<string, Chunk>,
  chunks: ChunkStore,
  filter: ChunkFilter,
  ranked: readonly Ranked[],
): Promise<void> {
  if (ranked.length === 0) return;
  const ids = ranked.map(({ candidate }) => candidate.chunkId);
  for (const chunk of await chunks.get(filter, ids)) read.set(chunk.id, chunk);
}

function toSource({ chunk, score, termSimilarity, vectorSimilarity }: Chosen): Source {
  return { chunk, score, textScore: termSimilarity, vectorScore: vectorSimilarity };
}

function toTrace(scored: Scored, dropped: ReadonlyMap<string, Dropped>): SourceTrace {
  const { candidate, fused, fusedRank, rerankScore } = scored;
  const reason = dropped.get(candidate.chunkId);
  return {
    chunkId: candidate.chunkId,
    textScore: candidate.textScore,
    gramScore: candidate.gramScore,
    vectorScore: scored.vectorSimilarity,
    fusedRank,
    fusedScore: fused.score,
    ...(fused.textRank === undefined ? {} : { textRank: fused.textRank }),
    ...(fused.vectorRank === undefined ? {} : { vectorRank: fused.vectorRank }),
    ...(rerankScore === undefined ? {} : { rerankScore }),
    ...(reason === undefined ? {} : { dropped: reason }),
  };
}
