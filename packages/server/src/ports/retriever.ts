import type { SourceTrace } from '../domain/chat-event.ts';
import type { Source } from '../domain/chunk.ts';
import type { RetrievalSettings } from '../domain/dialog.ts';
import type { ModelRef } from '../domain/model.ts';
import type { ChunkFilter } from './chunk-store.ts';

export interface RetrievalRequest {
  readonly query: string;
  /** Words from the conversation that set the scene (earlier questions); they count less than the query's. */
  readonly context?: string;
  readonly filter: ChunkFilter;
  readonly settings: RetrievalSettings;
  /** The embedding of the bases in scope. */
  readonly embedding?: ModelRef;
  readonly signal: AbortSignal;
}

export interface Retrieval {
  /** Best first, at most `settings.topN`. */
  readonly sources: readonly Source[];
  readonly searchedChunks: number;
  /** The weight that the vector leg had in fusion. */
  readonly vectorWeight: number;
  /** Every candidate's way, best first, at most 100. */
  readonly trace: readonly SourceTrace[];
}

export interface Retriever {
  retrieve(request: RetrievalRequest): Promise<Retrieval>;
}
