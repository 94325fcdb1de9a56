import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddingModel } from '../../src/ports/embedding-model.ts';

const SIGNAL = new AbortController().signal;

function lengthOf(vector: Float32Array | undefined): number {
  return Math.sqrt((vector ?? new Float32Array()).reduce((sum, value) => sum + value * value, 0));
}

/** What every embedding model keeps, wherever it runs. */
export function embeddingModelContract(
  name: string,
  open: () => Promise<{ readonly model: EmbeddingModel; close(): Promise<void> }>,
): void {
  describe(`${name} as an embedding model`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const embed = async (...texts: string[]) =>
      (await opened.model.embed(texts, { purpose: 'document', signal: SIGNAL })).vectors;

    it('gives one vector of unit length a text, in order', async () => {
      const [apple, pear, again] = await embed(
        'an apple on the table',
        'quarterly budget report',
        'an apple on the table',
      );
      for (const vector of [apple, pear, again]) {
        expect(vector).toHaveLength(opened.model.dimensions);
        expect(lengthOf(vector)).toBeCloseTo(1, 3);
      }
      expect(again).toEqual(apple);
      expect(pear).not.toEqual(apple);
    });

    it('gives nothing for nothing', async () => {
      expect(await embed()).toEqual([]);
    });

    it('takes more texts than one batch holds', async () => {
      const texts = Array.from(
        { length: opened.model.maxBatch + 3 },
        (_, index) => `text about subject ${index % 7}`,
      );
      const vectors = await embed(...texts);
      expect(vectors).toHaveLength(texts.length);
      expect(vectors[7]).toEqual(vectors[0]);
    });

    it('counts what it was given', async () => {
      const { usage } = await opened.model.embed(['one two three'], { purpose: 'query', signal: SIGNAL });
      expect(usage.inputTokens).toBeGreaterThan(0);
      expect(usage.outputTokens).toBe(0);
    });

    it('stops when it is told to', async () => {
      const signal = AbortSignal.abort(new Error('enough'));
      await expect(opened.model.embed(['a text'], { purpose: 'query', signal })).rejects.toThrow();
    });

    it('weighs its ranking between nothing and all', async () => {
      for (const query of ['annual leave', '年假', '']) {
        const weight = await opened.model.fusionWeight(query);
        expect(weight).toBeGreaterThanOrEqual(0);
        expect(weight).toBeLessThanOrEqual(1);
      }
    });
  });
}
