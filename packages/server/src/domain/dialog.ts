import type { JsonObject } from './json.ts';
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

/** Where else, and how else, passages are looked for. */
export interface SourceSettings {
  /** Whole sections around the passages that were found. */
  readonly sections?: boolean;
  /** Several rounds of searching and thinking. */
  readonly rounds?: boolean;
  /** A graph of what the documents say. */
  readonly graph?: boolean;
  /** The web as well, with this key, sealed. */
  readonly sealedWebKey?: string;
}

/** Which documents are searched, by what people noted about them; as its clients name it. */
export type MetadataWish = JsonObject;

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
    readonly documents?: MetadataWish;
  };
  readonly retrieval: RetrievalSettings;
  readonly sources?: SourceSettings;
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
  /** An image as a data URL. */
  readonly icon?: string;
  readonly language?: string;
  /** Absent: the owner of its tenant. */
  readonly createdBy?: string;
  /** What its clients stored with it and want back as it was; no stage reads it. */
  readonly extras?: JsonObject;
  /** Since when it takes no questions and stands in no list; its conversations stay. */
  readonly removedAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}
