import type { Problem } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { ModelRef } from './model.ts';

/** How documents are read and cut into passages. */
export interface ParsingSettings {
  /** For instance `naive`, `qa`, `table`. */
  readonly method: string;
  /** Options of the method, as their clients name them. */
  readonly config: JsonObject;
  readonly pipelineId?: string;
}

/** What belongs to a base beside its name and its documents. */
export interface BaseSettings {
  readonly description?: string;
  /** An image as a data URL. */
  readonly avatar?: string;
  readonly language: string;
  /** Whether the members of the tenant may use it too. */
  readonly sharing: 'me' | 'team';
  readonly parsing: ParsingSettings;
  /** Added to the score of its passages, 0 to 100. */
  readonly pageRank: number;
  /** Lower bound of similarity and weight of the vectors, 0..1, for clients that ask without their own. */
  readonly minimumScore: number;
  readonly vectorWeight: number;
}

export const STANDARD_BASE_SETTINGS: BaseSettings = {
  language: 'English',
  sharing: 'me',
  parsing: { method: 'naive', config: {} },
  pageRank: 0,
  minimumScore: 0.2,
  vectorWeight: 0.3,
};

export interface KnowledgeBase {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** A stable name that the program itself looks it up by (a real path, the sample library); unique in a tenant. */
  readonly key?: string;
  readonly embedding: ModelRef;
  readonly settings: BaseSettings;
  /** Absent: the owner of its tenant. */
  readonly createdBy?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * `queued` and `working` end as `ready` or `failed`, whatever happens in between, or as `cancelled` when somebody asks
 * for it. `new`: stored, and nobody has asked to read it yet.
 */
export type DocumentStatus = 'new' | 'queued' | 'working' | 'ready' | 'failed' | 'cancelled';
export type IngestStage = 'parse' | 'split' | 'embed' | 'index';

export interface Document {
  readonly id: string;
  readonly tenantId: string;
  readonly knowledgeBaseId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** SHA-256 of its bytes, hex: its identity within a base, and its key in the blob store. */
  readonly contentHash: string;
  /** The same bytes may stand in the base once more: it is a document of its own. */
  readonly repeatable?: true;
  readonly status: DocumentStatus;
  readonly stage?: IngestStage;
  /** 0..1 over all stages. */
  readonly progress: number;
  /** Why it failed, with a remedy in the message; of one that is queued: why it waits for another attempt. */
  readonly problem?: Problem;
  readonly chunkCount: number;
  readonly tokenCount: number;
  readonly pageCount?: number;
  /** Absent: as its base has it. */
  readonly parsing?: ParsingSettings;
  /** What people noted about it: names with a text, a number, or a list of these. */
  readonly meta?: JsonObject;
  /** Absent: the owner of its tenant. */
  readonly createdBy?: string;
  /** When reading it began last, and how many milliseconds it took. */
  readonly startedAt?: number;
  readonly duration?: number;
  /** What happened while it was read, a line an event. */
  readonly log?: string;
  /** Its passages are not searched. */
  readonly disabled?: true;
  readonly createdAt: number;
  readonly updatedAt: number;
}
