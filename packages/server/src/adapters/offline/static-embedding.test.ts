import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { operations } from '../../workers/embedding-operations.ts';
import { createStaticEmbeddingModel, type RunOperation, weightOfCoverage } from './static-embedding.ts';

const embeddingFolder = join(import.meta.dirname, '../../../models/static-embedding');
const context = { state: new Map<string, unknown>(), workerData: { embeddingFolder } };
const run: RunOperation = async <Output>(name: string, input: unknown) => {
  const operation = operations[name as keyof typeof operations] as (
    context: unknown,
    input: unknown,
  ) => { output: unknown };
  return operation(context, input).output as Output;
};
const signal = new AbortController().signal;

describe('static embedding model', () => {
  const model = createStaticEmbeddingModel({ run });

  it('gives a vector a text, zero where it knows nothing', async () => {
    const { vectors, usage } = await model.embed(['annual leave', '北京大学', 'yearly vacation'], {
      purpose: 'query',
      signal,
    });
    expect(vectors).toHaveLength(3);
    expect(vectors[1]?.every((value) => value === 0)).toBe(true);
    const [leave, , vacation] = vectors;
    const cosine = leave?.reduce((sum, value, index) => sum + value * (vacation?.[index] ?? 0), 0) ?? 0;
    expect(cosine).toBeGreaterThan(0.3);
    expect(usage.inputTokens).toBe(4);
  });

  it('trusts itself with English only', async () => {
    expect(await model.fusionWeight('how much annual leave is left')).toBeCloseTo(0.4);
    expect(await model.fusionWeight('Сколько дней отпуска осталось')).toBe(0);
    expect(weightOfCoverage(0.65)).toBeCloseTo(0.2);
    expect(weightOfCoverage(0)).toBe(0);
  });

  it('says plainly when the thread was not told about the model', () => {
    const nowhere = { state: new Map<string, unknown>(), workerData: undefined };
    expect(() => operations['embedding.weight'](nowhere, { query: 'x' })).toThrow('embedding model');
  });
});
