import { AppError } from '../domain/errors.ts';
import type { ModelRef } from '../domain/model.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';
import type { ModelCatalog, ModelState } from '../ports/model-catalog.ts';
import type { RerankModel } from '../ports/rerank-model.ts';
import type { UsageLedger } from '../ports/usage-ledger.ts';
import { withCoalescing } from './coalesced.ts';
import { withChatMetering, withEmbeddingMetering } from './metered.ts';
import { withChatRetries, withEmbeddingRetries } from './retried.ts';
import { withThinkTags } from './think-tags.ts';
import { type TimeLimits, withEmbeddingTimeLimit, withTimeLimits } from './timed.ts';

/** A model that can be had; it is made when somebody first asks for it. */
export interface CatalogEntry<Model> {
  readonly ref: ModelRef;
  /** One plain sentence about what it is. */
  readonly description: string;
  /** Other names that mean it. */
  readonly aliases?: readonly ModelRef[];
  /** Answers over a network: its calls are tried again and limited in time. A chat model of this kind joins its deltas. */
  readonly remote: boolean;
  readonly create: () => Model | Promise<Model>;
}

/** What the catalog is made of. The first entry of a kind is the default one. */
export interface CatalogOptions {
  readonly chat: readonly CatalogEntry<ChatModel>[];
  readonly embedding: readonly CatalogEntry<EmbeddingModel>[];
  readonly rerank?: readonly CatalogEntry<RerankModel>[];
  readonly ledger: UsageLedger;
  readonly limits: TimeLimits;
  readonly countTokens?: (text: string) => number;
  readonly onLedgerError?: (error: unknown) => void;
}

/** Hands out the models of a fixed list, each made once; only the metering differs from tenant to tenant. */
export function createModelCatalog(options: CatalogOptions): ModelCatalog {
  const chat = kind('chat', options.chat, (model, remote) =>
    remote ? withChatRetries(withTimeLimits(withThinkTags(model), options.limits)) : withCoalescing(model),
  );
  const embedding = kind('embedding', options.embedding, (model, remote) =>
    remote ? withEmbeddingRetries(withEmbeddingTimeLimit(model, options.limits.total)) : model,
  );
  const rerank = kind('rerank', options.rerank ?? [], (model) => model);
  return {
    async chat(tenantId, ref) {
      return withChatMetering(await chat.get(ref), { ...options, tenantId });
    },
    async embedding(tenantId, ref) {
      return withEmbeddingMetering(await embedding.get(ref), { ...options, tenantId });
    },
    rerank: (_tenantId, ref) => rerank.get(ref),
    list: async () => [...chat.states, ...embedding.states, ...rerank.states],
  };
}

interface Kind<Model> {
  readonly states: readonly ModelState[];
  get(ref: ModelRef | undefined): Promise<Model>;
}

/** The models of one kind, by name and alias, each made and decorated at its first use. */
function kind<Model>(
  name: ModelState['kind'],
  entries: readonly CatalogEntry<Model>[],
  decorate: (model: Model, remote: boolean) => Model,
): Kind<Model> {
  const made = new Map<ModelRef, Promise<Model>>();
  const byName = new Map(
    entries.flatMap((entry) => [entry.ref, ...(entry.aliases ?? [])].map((ref) => [ref, entry])),
  );

  function make(entry: CatalogEntry<Model>): Promise<Model> {
    const model = (async () => decorate(await entry.create(), entry.remote))();
    made.set(entry.ref, model);
    // After a failure the next call tries again.
    model.catch(() => made.delete(entry.ref));
    return model;
  }

  return {
    states: entries.map(({ ref, description }, index) => ({
      ref,
      kind: name,
      isDefault: index === 0,
      description,
    })),
    async get(ref) {
      const entry = ref === undefined ? entries[0] : byName.get(ref);
      if (!entry) throw unknownModel(name, ref);
      return made.get(entry.ref) ?? make(entry);
    },
  };
}

function unknownModel(name: ModelState['kind'], ref: ModelRef | undefined): AppError {
  return new AppError(
    'not-found',
    ref === undefined ? `No ${name} model is configured.` : `There is no ${name} model "${ref}".`,
  );
}
