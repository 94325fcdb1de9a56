import type { Usage } from '../domain/chat-event.ts';
import type { ModelRef } from '../domain/model.ts';

/** A model that scores how well each text answers a query; higher is better. */
export interface RerankModel {
  readonly ref: ModelRef;
  rerank(
    query: string,
    texts: readonly string[],
    options: { readonly signal: AbortSignal },
  ): Promise<{ readonly scores: readonly number[]; readonly usage: Usage }>;
}
