import type { Usage } from '../domain/chat-event.ts';
import type { ModelRef } from '../domain/model.ts';

/** A model that turns texts into unit vectors. */
export interface EmbeddingModel {
  readonly ref: ModelRef;
  readonly dimensions: number;
  readonly maxInputTokens: number;
  readonly maxBatch: number;
  /**
   * One unit vector a text, in order. A text of which the model knows nothing gives the zero vector, which means
   * "no vector": it is neither stored nor searched.
   */
  embed(
    texts: readonly string[],
    options: { readonly purpose: 'query' | 'document'; readonly signal: AbortSignal },
  ): Promise<{ readonly vectors: readonly Float32Array[]; readonly usage: Usage }>;
  /** The weight, 0..1, that this model's ranking deserves against the words for this query. */
  fusionWeight(query: string): Promise<number>;
}
