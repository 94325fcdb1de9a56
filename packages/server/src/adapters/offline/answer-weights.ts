import type { UnitFeatures } from './unit-features.ts';

/** What is known about the best units together: whether the sources answer the question at all. */
export const ANSWER_FEATURES = [
  'bestScore',
  'bestThree',
  'contextCoverage',
  'highestCoverage',
  'sourceCoverage',
  'highestSimilarity',
] as const;
export type AnswerFeatures = Readonly<Record<(typeof ANSWER_FEATURES)[number], number>>;

/** Weights of two linear models: which unit answers best, and whether it answers (above zero: it does). */
export interface AnswerWeights {
  readonly unit: UnitFeatures;
  readonly answer: AnswerFeatures;
  readonly bias: number;
}

/*
 * Fitted by bench/answerer-fit.ts: units by softmax over the units of a question, answers by logistic regression in
 * which each set counts alike however large it is. Round numbers do as well as exact ones. Do not touch single
 * weights by hand; change a feature and fit again.
 */

/** With an embedding that knows the question's language. */
export const WITH_SIMILARITY: AnswerWeights = {
  unit: {
    coverage: 3.1,
    contextCoverage: 1.6,
    similarity: 4.1,
    windowSimilarity: 2.2,
    aboutSimilarity: 3.6,
    offersKind: 2.9,
    sourceRank: 1.6,
    sourceCoverage: 2.2,
    short: 0.9,
    long: -0.3,
    heading: -2.6,
    question: -2.8,
    lead: -0.8,
  },
  answer: {
    bestScore: 0.32,
    bestThree: 0.1,
    contextCoverage: 1.7,
    highestCoverage: 2.2,
    sourceCoverage: 0,
    highestSimilarity: 2.9,
  },
  bias: -7.3,
};

/** By words alone. */
export const WITHOUT_SIMILARITY: AnswerWeights = {
  unit: {
    coverage: 5.2,
    contextCoverage: 4.2,
    similarity: 0,
    windowSimilarity: 0,
    aboutSimilarity: 0,
    offersKind: 2.3,
    sourceRank: 3.1,
    sourceCoverage: 0.7,
    short: 0,
    long: -0.5,
    heading: -2,
    question: -2.1,
    lead: -0.6,
  },
  answer: {
    bestScore: 0.09,
    bestThree: 0.14,
    contextCoverage: 0,
    highestCoverage: 4.3,
    sourceCoverage: 2.2,
    highestSimilarity: 0,
  },
  bias: -4.5,
};
