import type { EmbeddingModel } from '../../src/ports/embedding-model.ts';

/** An embedding without a model: unit vectors of letter counts. Records how many texts it was asked for. */
export function createLetterEmbedding(): EmbeddingModel & { readonly texts: string[] } {
  const texts: string[] = [];
  return {
    ref: 'letters@Test',
    dimensions: 26,
    maxInputTokens: 10_000,
    maxBatch: 64,
    texts,
    async embed(batch, { signal }) {
      signal.throwIfAborted();
      texts.push(...batch);
      return { vectors: batch.map(letterVector), usage: { inputTokens: 0, outputTokens: 0 } };
    },
    fusionWeight: async () => 0.3,
  };
}

function letterVector(text: string): Float32Array {
  const vector = new Float32Array(26);
  for (const letter of text.toLowerCase()) {
    const index = letter.charCodeAt(0) - 97;
    if (index >= 0 && index < 26) vector[index] = (vector[index] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
