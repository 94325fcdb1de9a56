// Fits the weights of the offline answerer (src/adapters/offline/answer-weights.ts) to examined questions.
import { ANSWER_FEATURES, type AnswerWeights } from '../src/adapters/offline/answer-weights.ts';
import { answerFeatures, unitScore } from '../src/adapters/offline/score-units.ts';
import { UNIT_FEATURES, type UnitFeatures } from '../src/adapters/offline/unit-features.ts';
import type { ExaminedCase } from './answerer.ts';

/** A gradient at a point. */
type Gradient = (weights: readonly number[]) => number[];

const DECAY = 0.002;

/** Fits both models: first which unit answers, then whether the best ones answer. */
export function fitWeights(cases: readonly ExaminedCase[]): AnswerWeights {
  const unit = fitUnits(cases.filter((item) => item.right.includes(true)));
  return { unit, ...fitAnswers(cases, unit) };
}

/** Softmax over the units of a question: the right ones shall have all the probability. */
function fitUnits(cases: readonly ExaminedCase[]): UnitFeatures {
  const share = shares(cases, ({ set }) => set);
  const rows = cases.map((item) => item.features.map((one) => UNIT_FEATURES.map((name) => one[name])));
  const weights = descend(UNIT_FEATURES.length, 300, (current) => {
    const gradient = new Array<number>(current.length).fill(0);
    for (const [index, item] of cases.entries()) {
      const units = rows[index] ?? [];
      const powers = exponentials(units.map((row) => dot(row, current)));
      const all = powers.reduce((sum, power) => sum + power, 0);
      const right = powers.reduce((sum, power, at) => sum + (item.right[at] ? power : 0), 0);
      for (const [at, row] of units.entries()) {
        const power = powers[at] ?? 0;
        add(gradient, row, share(item) * (power / all - (item.right[at] ? power / right : 0)));
      }
    }
    return gradient;
  });
  return named(UNIT_FEATURES, weights);
}

/** Logistic regression; answerable and unanswerable questions count alike, and so does each set. */
function fitAnswers(
  cases: readonly ExaminedCase[],
  unit: UnitFeatures,
): Pick<AnswerWeights, 'answer' | 'bias'> {
  const share = shares(cases, ({ set, answerable }) => `${set} ${answerable}`);
  const rows = cases.map((item) => {
    const features = answerFeatures(
      item.features,
      item.features.map((one) => unitScore(one, unit)),
    );
    return [1, ...ANSWER_FEATURES.map((name) => features[name])];
  });
  const [bias = 0, ...weights] = descend(ANSWER_FEATURES.length + 1, 2_000, (current) => {
    const gradient = new Array<number>(current.length).fill(0);
    for (const [index, item] of cases.entries()) {
      const row = rows[index] ?? [];
      const odds = 1 / (1 + Math.exp(-dot(row, current)));
      add(gradient, row, share(item) * (odds - Number(item.answerable)));
    }
    return gradient;
  });
  return { answer: named(ANSWER_FEATURES, weights), bias: round(bias) };
}

/** Adam with weight decay. */
function descend(dimensions: number, steps: number, gradientAt: Gradient): number[] {
  const weights = new Array<number>(dimensions).fill(0);
  const mean = new Array<number>(dimensions).fill(0);
  const square = new Array<number>(dimensions).fill(0);
  for (let step = 1; step <= steps; step += 1) {
    for (const [index, slope] of gradientAt(weights).entries()) {
      const gradient = slope + DECAY * (weights[index] ?? 0);
      mean[index] = 0.9 * (mean[index] ?? 0) + 0.1 * gradient;
      square[index] = 0.999 * (square[index] ?? 0) + 0.001 * gradient * gradient;
      const direction = (mean[index] ?? 0) / (1 - 0.9 ** step);
      const scale = Math.sqrt((square[index] ?? 0) / (1 - 0.999 ** step)) + 1e-8;
      weights[index] = (weights[index] ?? 0) - (0.05 * direction) / scale;
    }
  }
  return weights;
}

/** What one case counts, so that each group counts 1; the groups of a handful of cases count as a part of one. */
function shares(
  cases: readonly ExaminedCase[],
  group: (item: ExaminedCase) => string,
): (item: ExaminedCase) => number {
  const counts = new Map<string, number>();
  for (const item of cases) counts.set(group(item), (counts.get(group(item)) ?? 0) + 1);
  return (item) => 1 / Math.max(20, counts.get(group(item)) ?? 0);
}

function exponentials(values: readonly number[]): number[] {
  const most = Math.max(...values);
  return values.map((value) => Math.exp(value - most));
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

function add(sum: number[], row: readonly number[], factor: number): void {
  for (const [index, value] of row.entries()) sum[index] = (sum[index] ?? 0) + factor * value;
}

function named<Name extends string>(names: readonly Name[], values: readonly number[]): Record<Name, number> {
  return Object.fromEntries(names.map((name, index) => [name, round(values[index] ?? 0)])) as Record<
    Name,
    number
  >;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
