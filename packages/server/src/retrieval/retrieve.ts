import type { SourceTrace } from '../domain/chat-event.ts';
import type { Source } from '../domain/chunk.ts';
import type { ChunkStore } from '../ports/chunk-store.ts';
import type { ModelCatalog } from '../ports/model-catalog.ts';
import type { Retrieval, RetrievalRequest, Retriever } from '../ports/retriever.ts';
import { warmQuestionAnalysis } from '../text/stem-variants.ts';
import type { Ranked } from './rank.ts';
import { searchAndRank } from './search.ts';
import { type Dropped, type Scored, select } from './select.ts';

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
      const scored = await rerank(parts.models, ranked, request);
      const { chosen, dropped } = select(scored, request.settings);
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
  models: Pick<ModelCatalog, 'rerank'>,
  ranked: readonly Ranked[],
  { query, filter, settings, signal }: RetrievalRequest,
): Promise<readonly Scored[]> {
  if (settings.rerank === undefined || ranked.length === 0) {
    return ranked.map((candidate) => ({ ...candidate, score: candidate.similarity }));
  }
  const model = await models.rerank(filter.tenantId, settings.rerank);
  const best = ranked.slice(0, Math.max(RERANKED, settings.topN));
  const texts = best.map(({ candidate: { chunk } }) => [...chunk.headings, chunk.text].join('\n'));
  const { scores } = await model.rerank(query, texts, { signal });
  const w = settings.vectorWeight;
  const scored = best.map((candidate, index): Scored => {
    const rerankScore = scores[index] ?? 0;
    const score = w === undefined ? rerankScore : w * rerankScore + (1 - w) * candidate.termSimilarity;
    return { ...candidate, score, rerankScore };
  });
  return scored.sort((one, other) => other.score - one.score || one.fusedRank - other.fusedRank);
}

function toSource({ candidate, score, termSimilarity, vectorSimilarity }: Scored): Source {
  return { chunk: candidate.chunk, score, textScore: termSimilarity, vectorScore: vectorSimilarity };
}

function toTrace(scored: Scored, dropped: ReadonlyMap<string, Dropped>): SourceTrace {
  const { candidate, fused, fusedRank, rerankScore } = scored;
  const reason = dropped.get(candidate.chunk.id);
  return {
    chunkId: candidate.chunk.id,
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
