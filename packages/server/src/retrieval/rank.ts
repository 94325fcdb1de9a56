import type { Candidate, SearchResult } from '../ports/chunk-store.ts';
import { type FusedScore, fuse } from './fuse.ts';
import type { SearchTerms } from './query-terms.ts';
import { combinedSimilarity, termSimilarity, termWeights } from './similarity.ts';

/** A candidate with all that is known about how well it answers. */
export interface Ranked {
  readonly candidate: Candidate;
  /** Places and scores of the legs and of their fusion. */
  readonly fused: FusedScore;
  /** From 1, by fusion. */
  readonly fusedRank: number;
  /** The similarities of the wire contract, 0..1. */
  readonly termSimilarity: number;
  readonly vectorSimilarity: number;
  readonly similarity: number;
}

export interface RankingWeights {
  /** Weight of vectors in the fusion. */
  readonly fusion: number;
  /** Set by the caller: order by the contract's similarity with this weight. */
  readonly contract?: number;
}

/**
 * Orders the candidates of a search, best first, none left out; equal ones by id, so that every store gives one order. By the measured fusion, unless the caller set a
 * weight: then by the contract's similarity, and by fusion where that is equal.
 */
export function rank(found: SearchResult, terms: SearchTerms, weights: RankingWeights): Ranked[] {
  const candidates = [...found.candidates].sort((one, other) => (one.chunkId < other.chunkId ? -1 : 1));
  const shares = termWeights(terms.words, found);
  const anyVector = candidates.some(({ vectorScore = 0 }) => vectorScore > 0);
  const fused = fuse(candidates, { gramWeight: terms.gramWeight, vectorWeight: weights.fusion });
  const ranked = fused.flatMap((place, position): Ranked[] => {
    const candidate = candidates[place.index];
    if (!candidate) return [];
    const term = termSimilarity(candidate.matchedTerms, shares);
    const vector = Math.min(1, Math.max(0, candidate.vectorScore ?? 0));
    const similarity =
      weights.contract === undefined
        ? openSimilarity(term, vector, weights.fusion)
        : combinedSimilarity(term, vector, weights.contract, anyVector);
    return [
      {
        candidate,
        fused: place,
        fusedRank: position + 1,
        termSimilarity: term,
        vectorSimilarity: vector,
        similarity,
      },
    ];
  });
  if (weights.contract === undefined) return ranked;
  return ranked.sort((one, other) => other.similarity - one.similarity || one.fusedRank - other.fusedRank);
}

/**
 * The similarity that the minimum score is held against when no weight was set. Words and meaning are two ways to be an
 * answer: a passage that says it in other words must not fail for lack of common words, nor one with the exact part
 * number for its cosine. So the better of the two counts; the cosine only where the embedding knows the question.
 */
function openSimilarity(term: number, vector: number, vectorWeight: number): number {
  return vectorWeight > 0 ? Math.max(term, vector) : term;
}
