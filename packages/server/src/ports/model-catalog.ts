import type { ModelRef } from '../domain/model.ts';
import type { ChatModel } from './chat-model.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import type { RerankModel } from './rerank-model.ts';

/** Hands out models, decorated (metered, retried, timed), for a tenant. Unknown names throw `not-found`. */
export interface ModelCatalog {
  /** Without `ref`: the tenant's default. */
  chat(tenantId: string, ref?: ModelRef): Promise<ChatModel>;
  embedding(tenantId: string, ref?: ModelRef): Promise<EmbeddingModel>;
  rerank(tenantId: string, ref: ModelRef): Promise<RerankModel>;
  /** For `doctor` and settings pages: every configured model and whether it answers. */
  list(): Promise<readonly ModelState[]>;
}

export interface ModelState {
  readonly ref: ModelRef;
  readonly kind: 'chat' | 'embedding' | 'rerank';
  readonly isDefault: boolean;
  /** One plain sentence about what it is, e.g. that it quotes and does not write. */
  readonly description: string;
}
