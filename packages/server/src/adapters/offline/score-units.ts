import { ANSWER_FEATURES, type AnswerFeatures, type AnswerWeights } from './answer-weights.ts';
import { UNIT_FEATURES, type UnitFeatures } from './unit-features.ts';

/** How well a unit answers, on an open scale. */
export function unitScore(features: UnitFeatures, weights: UnitFeatures): number {
  return UNIT_FEATURES.reduce((sum, name) => sum + features[name] * weights[name], 0);
}

/** What the units together say about whether the question is answered. */
export function answerFeatures(features: readonly UnitFeatures[], scores: readonly number[]): AnswerFeatures {
  const order = scores
    .map((_, index) => index)
    .sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
  const best = order.slice(0, 3).map((index) => scores[index] ?? 0);
  const highest = (name: keyof UnitFeatures) => features.reduce((most, one) => Math.max(most, one[name]), 0);
  return {
    bestScore: best[0] ?? 0,
    bestThree: best.length === 0 ? 0 : best.reduce((sum, score) => sum + score, 0) / best.length,
    contextCoverage: features[order[0] ?? -1]?.contextCoverage ?? 0,
    highestCoverage: highest('coverage'),
    sourceCoverage: highest('sourceCoverage'),
    highestSimilarity: Math.max(highest('similarity'), highest('windowSimilarity')),
  };
}

/** Log odds that the sources answer the question: below zero, it is better to say that they do not. */
export function answerOdds(features: AnswerFeatures, weights: AnswerWeights): number {
  return ANSWER_FEATURES.reduce((sum, name) => sum + features[name] * weights.answer[name], weights.bias);
}
