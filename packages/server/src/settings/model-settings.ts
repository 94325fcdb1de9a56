import { integer, optional, setting, url } from './setting.ts';

/** The models that the server asks, and how long it waits for them. */
export const MODEL_SETTINGS = {
  chatUrl: setting<string | undefined>({
    variable: 'COLLOQUY_CHAT_URL',
    standard: undefined,
    parse: url,
    help: 'base address of an OpenAI-compatible server for answers, such as http://127.0.0.1:11434/v1',
  }),
  chatKey: setting<string | undefined>({
    variable: 'COLLOQUY_CHAT_KEY',
    standard: undefined,
    parse: optional,
    secret: true,
    help: 'its key',
  }),
  chatModel: setting<string | undefined>({
    variable: 'COLLOQUY_CHAT_MODEL',
    standard: undefined,
    parse: optional,
    help: 'the model to ask there',
  }),
  chatContext: setting({
    variable: 'COLLOQUY_CHAT_CONTEXT',
    standard: 16_384,
    parse: integer(1_024, 10_000_000),
    help: 'its context window in tokens',
  }),
  embeddingUrl: setting<string | undefined>({
    variable: 'COLLOQUY_EMBEDDING_URL',
    standard: undefined,
    parse: url,
    help: 'base address of an OpenAI-compatible server for embeddings',
  }),
  embeddingKey: setting<string | undefined>({
    variable: 'COLLOQUY_EMBEDDING_KEY',
    standard: undefined,
    parse: optional,
    secret: true,
    help: 'its key',
  }),
  embeddingModel: setting<string | undefined>({
    variable: 'COLLOQUY_EMBEDDING_MODEL',
    standard: undefined,
    parse: optional,
    help: 'the embedding model to ask there',
  }),
  embeddingDimensions: setting({
    variable: 'COLLOQUY_EMBEDDING_DIMENSIONS',
    standard: 1_024,
    parse: integer(8, 16_384),
    help: 'length of its vectors',
  }),
  firstTokenSeconds: setting({
    variable: 'COLLOQUY_FIRST_TOKEN_SECONDS',
    standard: 120,
    parse: integer(1, 3_600),
    help: 'longest wait for the first words of a model',
  }),
  betweenTokensSeconds: setting({
    variable: 'COLLOQUY_BETWEEN_TOKENS_SECONDS',
    standard: 60,
    parse: integer(1, 3_600),
    help: 'longest silence of a model that has begun',
  }),
  answerSeconds: setting({
    variable: 'COLLOQUY_ANSWER_SECONDS',
    standard: 600,
    parse: integer(1, 86_400),
    help: 'longest time for one answer of a model',
  }),
};
