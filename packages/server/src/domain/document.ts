import type { Problem } from './errors.ts';
import type { ModelRef } from './model.ts';

export interface KnowledgeBase {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** A stable name that the program itself looks it up by (a real path, the sample library); unique in a tenant. */
  readonly key?: string;
  readonly embedding: ModelRef;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** `queued` and `working` end as `ready` or `failed`, whatever happens in between. */
export type DocumentStatus = 'queued' | 'working' | 'ready' | 'failed';
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
  readonly status: DocumentStatus;
  readonly stage?: IngestStage;
  /** 0..1 over all stages. */
  readonly progress: number;
  /** Why it failed, with a remedy in the message; of one that is queued: why it waits for another attempt. */
  readonly problem?: Problem;
  readonly chunkCount: number;
  readonly tokenCount: number;
  readonly pageCount?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}
