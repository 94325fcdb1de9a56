import { ANSWER_FEATURES, type AnswerFeatures, type AnswerWeights } from './answer-weights.ts';
import { UNIT_FEATURES, type UnitFeatures } from './unit-features.ts';

/** How well a unit answers, on an open scale. */
export function unitScore(features: UnitFeatures, weights: UnitFeatures): number {
  return UNIT_FEATURES.reduce((sum, name) => sum + features[name] * weights[name], 0);
}

/** What the units together say about whether the question is answered. */
export function answerFeatures(features: readonly UnitFeatures[], scores: readonly number[]): AnswerFeatures {
  const best = scores.indexOf(
    scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY),
  );
  const highest = (name: keyof UnitFeatures) => features.reduce((most, one) => Math.max(most, one[name]), 0);
  return {
    bestScore: scores[best] ?? 0,
    contextCoverage: features[best]?.contextCoverage ?? 0,
    highestCoverage: highest('coverage'),
    highestSimilarity: Math.max(highest('similarity'), highest('windowSimilarity')),
  };
}

/** Log odds that the sources answer the question: below zero, it is better to say that they do not. */
export function answerOdds(features: AnswerFeatures, weights: AnswerWeights): number {
  return ANSWER_FEATURES.reduce((sum, name) => sum + features[name] * weights.answer[name], weights.bias);
}
