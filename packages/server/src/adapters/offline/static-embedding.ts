import type { EmbeddingModel } from '../../ports/embedding-model.ts';
import type { EmbeddedTexts } from '../../workers/embedding-operations.ts';

/** Runs a named operation in the thread that holds the model (see workers/embedding-operations.ts). */
export type RunOperation = <Output>(
  name: string,
  input: unknown,
  options: { readonly signal: AbortSignal },
) => Promise<Output>;

const DIMENSIONS = 256;
const MAX_BATCH = 256;
/** The vector leg's share where the model knows the whole query: measured best with this model. */
const HIGHEST_WEIGHT = 0.4;
/** Below this share of known letters the ranking says nothing; above the second one it is fully trusted. */
const COVERAGE_FROM = 0.5;
const COVERAGE_TO = 0.8;

/**
 * The embedding that ships with the product: English, 256 dimensions, no network. It lives in another thread and is
 * reached by `run`.
 */
export function createStaticEmbeddingModel({ run }: { readonly run: RunOperation }): EmbeddingModel {
  return {
    ref: 'minilm-static-en-256@Offline',
    dimensions: DIMENSIONS,
    maxInputTokens: 100_000,
    maxBatch: MAX_BATCH,
    async embed(texts, { signal }) {
      const { vectors, dimensions, tokens } = await run<EmbeddedTexts>(
        'embedding.embed',
        { texts },
        { signal },
      );
      return {
        vectors: texts.map((_, index) => vectors.slice(index * dimensions, (index + 1) * dimensions)),
        usage: { inputTokens: tokens, outputTokens: 0 },
      };
    },
    async fusionWeight(query) {
      const signal = new AbortController().signal;
      return weightOfCoverage(await run<number>('embedding.weight', { query }, { signal }));
    },
  };
}

/** The weight of the vector leg, 0 to 0.4, for a query of which the model knows this share. */
export function weightOfCoverage(coverage: number): number {
  const trust = (coverage - COVERAGE_FROM) / (COVERAGE_TO - COVERAGE_FROM);
  return HIGHEST_WEIGHT * Math.min(1, Math.max(0, trust));
}
