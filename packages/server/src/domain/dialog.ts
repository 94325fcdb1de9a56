import type { GenerationSettings, ModelRef } from './model.ts';

/** How passages are found for a question. */
export interface RetrievalSettings {
  /** Passages given to the model. */
  readonly topN: number;
  /** Candidates of each leg (words, vectors) before fusion. */
  readonly candidates: number;
  /** Lower bound of a source's combined similarity, 0..1. */
  readonly minimumScore: number;
  /**
   * Weight of the vector part, 0..1. Absent: the measured fusion decides query by query. Present: sources are
   * ordered by `w * cosine + (1 - w) * term similarity`, as the wire contract promises.
   */
  readonly vectorWeight?: number;
  readonly rerank?: ModelRef;
}

/** An assistant: one group of settings per stage that reads it. */
export interface Dialog {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly description: string;
  /** The bases it searches. Empty and `searchEverything` false: plain chat without retrieval. */
  readonly knowledgeBaseIds: readonly string[];
  /** Search every base of the tenant, present and future. */
  readonly searchEverything: boolean;
  readonly question: {
    readonly rewriteFollowUps: boolean;
    readonly translateInto: readonly string[];
    readonly addKeywords: boolean;
  };
  readonly retrieval: RetrievalSettings;
  readonly prompt: {
    /** Template with named holes in braces; `{knowledge}` takes the numbered sources. */
    readonly system: string;
    readonly opener: string;
    /** The fixed answer when nothing was found. Absent: the model answers without sources. */
    readonly whenNothingFound?: string;
    readonly variables: readonly { readonly name: string; readonly required: boolean }[];
  };
  readonly model: { readonly ref?: ModelRef; readonly settings: GenerationSettings };
  readonly answer: { readonly cite: boolean; readonly speak?: { readonly voice?: string } };
  readonly createdAt: number;
  readonly updatedAt: number;
}
