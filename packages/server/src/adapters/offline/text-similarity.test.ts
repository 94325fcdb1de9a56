import { expect, it } from 'vitest';
import type { EmbeddingModel } from '../../ports/embedding-model.ts';
import { unitsOf } from './passage-units.ts';
import { questionTerms } from './question-terms.ts';
import { quoteAnswer } from './quote-answer.ts';
import { similarityBy } from './text-similarity.ts';

/** Counts a few words; `car` and `automobile` are the same to it. */
const AXES = ['car', 'house', 'colour', 'red'];
const embedding: EmbeddingModel & { batches: number[] } = {
  ref: 'words@Fake',
  dimensions: AXES.length,
  maxInputTokens: 1_000,
  maxBatch: 3,
  batches: [],
  async embed(texts) {
    this.batches.push(texts.length);
    const vectors = texts.map((text) => {
      const words = text
        .toLowerCase()
        .replaceAll('automobile', 'car')
        .replaceAll('painted', 'colour')
        .split(/\W+/);
      const vector = Float32Array.from(AXES, (axis) => words.filter((word) => word === axis).length);
      const length = Math.hypot(...vector) || 1;
      return vector.map((value) => value / length);
    });
    return { vectors, usage: { inputTokens: 0, outputTokens: 0 } };
  },
  fusionWeight: async () => 0.4,
};

const source = {
  index: 0,
  document: 'x',
  section: '',
  text: 'The house is small. The automobile was painted red. Nothing else is known.',
};
const signal = new AbortController().signal;

it('compares the question with units, windows and headings, and words with words, in batches', async () => {
  const units = unitsOf(source, 0, 0);
  const terms = questionTerms('Which colour is the car?', '', units);
  const similarity = await similarityBy(embedding, 'Which colour is the car?', terms, units, signal);
  expect(similarity.units.map((value) => Math.round(value * 100))).toEqual([0, 82, 0]);
  expect(similarity.windows[2]).toBeGreaterThan(0.4);
  expect(similarity.headed).toHaveLength(3);
  expect([...similarity.wordsLike('car').keys()]).toEqual(['automobile']);
  expect(similarity.wordsLike('unknown').size).toBe(0);
  expect(Math.max(...embedding.batches)).toBeLessThanOrEqual(3);
});

it('finds an answer in other words', async () => {
  const request = { question: 'Which colour has the car?', context: '', sources: [source], signal };
  const [quote] = await quoteAnswer({ ...request, embedding });
  expect(quote).toEqual({ mark: 0, text: 'The automobile was painted red.', form: 'sentence' });
  expect(await quoteAnswer(request)).toEqual([]);
});
