import type { UnitFeatures } from './unit-features.ts';

/** What is known about the best units together: whether the sources answer the question at all. */
export const ANSWER_FEATURES = [
  'bestScore',
  'contextCoverage',
  'highestCoverage',
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
    coverage: 2.2,
    contextCoverage: 3.1,
    similarity: 2,
    windowSimilarity: 2.8,
    aboutSimilarity: 2.1,
    offersKind: 1.7,
    sourceRank: 2,
    sourceCoverage: 1.6,
    short: 1.7,
    long: 0.4,
    heading: -2.2,
    question: -1.5,
    lead: -1.3,
  },
  answer: {
    bestScore: 0.8,
    contextCoverage: 0.25,
    highestCoverage: 0.75,
    highestSimilarity: 1,
  },
  bias: -8.2,
};

/** By words alone. */
export const WITHOUT_SIMILARITY: AnswerWeights = {
  unit: {
    coverage: 5,
    contextCoverage: 5.1,
    similarity: 0,
    windowSimilarity: 0,
    aboutSimilarity: 0,
    offersKind: 1.1,
    sourceRank: 3.6,
    sourceCoverage: 3,
    short: -0.2,
    long: -0.4,
    heading: 0,
    question: -0.3,
    lead: 0,
  },
  answer: {
    bestScore: 0.58,
    contextCoverage: 3,
    highestCoverage: -1.8,
    highestSimilarity: 0,
  },
  bias: -5.4,
};
