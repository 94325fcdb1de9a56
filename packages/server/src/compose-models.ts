import {
  createExtractiveChatModel,
  EXTRACTIVE_DESCRIPTION,
  EXTRACTIVE_REF,
} from './adapters/offline/extractive-chat-model.ts';
import { createStaticEmbeddingModel } from './adapters/offline/static-embedding.ts';
import { createOpenAiChatModel } from './adapters/openai-compatible/chat-model.ts';
import { createOpenAiEmbeddingModel } from './adapters/openai-compatible/embedding-model.ts';
import type { Stores } from './compose-stores.ts';
import type { Config } from './config.ts';
import { type CatalogEntry, createModelCatalog } from './models/catalog.ts';
import type { ChatModel } from './ports/chat-model.ts';
import type { EmbeddingModel } from './ports/embedding-model.ts';
import type { ModelCatalog } from './ports/model-catalog.ts';

export interface ModelParts {
  readonly stores: Pick<Stores, 'ledger' | 'runReader'>;
  /** For the ledger: need not be exact. */
  readonly countTokens: (text: string) => number;
  readonly onLedgerError: (error: unknown) => void;
}

/** The models of this installation: those of the configuration first, the offline ones always. */
export function composeModels(config: Config, parts: ModelParts): ModelCatalog {
  const { stores, countTokens, onLedgerError } = parts;
  const offlineEmbedding = createStaticEmbeddingModel({ run: stores.runReader });
  return createModelCatalog({
    chat: [...configuredChat(config), offlineChat(offlineEmbedding)],
    embedding: [
      ...configuredEmbedding(config),
      {
        ref: offlineEmbedding.ref,
        aliases: ['BAAI/bge-small-en-v1.5@Builtin'],
        description: 'The built-in English embedding: a table of word vectors.',
        remote: false,
        create: () => offlineEmbedding,
      },
    ],
    ledger: stores.ledger,
    limits: {
      firstEvent: config.firstTokenSeconds * 1000,
      betweenEvents: config.betweenTokensSeconds * 1000,
      total: config.answerSeconds * 1000,
    },
    countTokens,
    onLedgerError,
  });
}

function configuredChat(config: Config): readonly CatalogEntry<ChatModel>[] {
  const { chatUrl: baseUrl, chatModel: model } = config;
  if (baseUrl === undefined || model === undefined) return [];
  const ref = `${model}@OpenAI-API-Compatible` as const;
  const { chatKey: apiKey, chatContext: contextWindow } = config;
  return [
    {
      ref,
      description: `Writes answers; asked at ${new URL(baseUrl).host}.`,
      remote: true,
      create: () => createOpenAiChatModel({ ref, baseUrl, apiKey, model, contextWindow }),
    },
  ];
}

function configuredEmbedding(config: Config): readonly CatalogEntry<EmbeddingModel>[] {
  const { embeddingUrl: baseUrl, embeddingModel: model } = config;
  if (baseUrl === undefined || model === undefined) return [];
  const ref = `${model}@OpenAI-API-Compatible` as const;
  const { embeddingKey: apiKey, embeddingDimensions: dimensions } = config;
  return [
    {
      ref,
      description: `Embeds texts; asked at ${new URL(baseUrl).host}.`,
      remote: true,
      create: () => createOpenAiEmbeddingModel({ ref, baseUrl, apiKey, model, dimensions }),
    },
  ];
}

function offlineChat(embedding: EmbeddingModel): CatalogEntry<ChatModel> {
  return {
    ref: EXTRACTIVE_REF,
    description: EXTRACTIVE_DESCRIPTION,
    remote: false,
    create: () => createExtractiveChatModel({ embedding }),
  };
}
