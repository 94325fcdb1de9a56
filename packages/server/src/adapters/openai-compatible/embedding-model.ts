import type { Usage } from '../../domain/chat-event.ts';
import { AppError } from '../../domain/errors.ts';
import type { ModelRef } from '../../domain/model.ts';
import type { EmbeddingModel } from '../../ports/embedding-model.ts';
import { estimateTokens } from '../../text/token-estimate.ts';
import { connectionError, type Endpoint, post } from './connection.ts';
import { readRefusal, refusalError } from './refusal.ts';
import { decodeVector, toUnitLength } from './vectors.ts';

/** A model behind an OpenAI-compatible `embeddings`. */
export interface OpenAiEmbeddingModelOptions extends Endpoint {
  readonly ref: ModelRef;
  /** The provider's own name of the model. */
  readonly model: string;
  readonly dimensions: number;
  /** Tokens of one text; 8,192 unless said. */
  readonly maxInputTokens?: number;
  /** Texts in one request; 64 unless said. */
  readonly maxBatch?: number;
}

type Encoding = 'base64' | 'float';

/** The weight of a trained remote embedding against the words, for every query. */
const FUSION_WEIGHT = 0.5;

/**
 * An embedding model that speaks the OpenAI wire format. Vectors are asked for in base64 (a quarter of the bytes and
 * a tenth of the time of number lists); a server that refuses the field gets requests without it from then on.
 */
export function createOpenAiEmbeddingModel(options: OpenAiEmbeddingModelOptions): EmbeddingModel {
  const maxBatch = options.maxBatch ?? 64;
  let encoding: Encoding = 'base64';

  async function request(texts: readonly string[], signal: AbortSignal): Promise<unknown> {
    for (;;) {
      const asked: Encoding = encoding;
      const body = {
        model: options.model,
        input: texts,
        ...(asked === 'base64' ? { encoding_format: 'base64' } : {}),
      };
      const response = await post(options, '/embeddings', body, { accept: 'application/json', signal });
      response.body.on('error', () => {});
      if (response.statusCode === 200) return readJson(response.body, options, signal);
      const refusal = await readRefusal(response);
      signal.throwIfAborted();
      const mayBeTheEncoding = refusal.status === 400 || refusal.status === 422;
      if (!mayBeTheEncoding || asked === 'float') throw refusalError(refusal, options);
      encoding = 'float';
    }
  }

  return {
    ref: options.ref,
    dimensions: options.dimensions,
    maxInputTokens: options.maxInputTokens ?? 8_192,
    maxBatch,
    async embed(texts, { signal }) {
      signal.throwIfAborted();
      const vectors: Float32Array[] = [];
      const usage = { inputTokens: 0, outputTokens: 0 };
      for (let start = 0; start < texts.length; start += maxBatch) {
        const batch = texts.slice(start, start + maxBatch);
        const answer = await request(batch.map(notEmpty), signal);
        vectors.push(...readVectors(answer, batch.length, options));
        usage.inputTokens += inputTokens(answer, batch);
      }
      return {
        vectors: vectors.map((vector, index) => (isBlank(texts[index]) ? vector.fill(0) : vector)),
        usage,
      };
    },
    fusionWeight: async () => FUSION_WEIGHT,
  };
}

/** Providers refuse the empty text; it gets a placeholder and, afterwards, the zero vector. */
function notEmpty(text: string): string {
  return isBlank(text) ? '-' : text;
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}

async function readJson(
  body: { json(): Promise<unknown> },
  options: OpenAiEmbeddingModelOptions,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    return await body.json();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SyntaxError) throw unreadable();
    throw connectionError(options, error);
  }
}

interface EmbeddingAnswer {
  readonly data?: readonly { readonly index?: number; readonly embedding?: unknown }[];
  readonly usage?: { readonly prompt_tokens?: unknown };
}

function readVectors(
  answer: unknown,
  count: number,
  { dimensions, model }: OpenAiEmbeddingModelOptions,
): Float32Array[] {
  const data = (answer as EmbeddingAnswer | null)?.data;
  if (!Array.isArray(data) || data.length !== count) throw unreadable();
  const vectors = new Array<Float32Array>(count);
  for (const [position, item] of data.entries()) {
    const vector = decodeVector(item?.embedding);
    if (vector === undefined) throw unreadable();
    if (vector.length !== dimensions) {
      throw new AppError(
        'model-unavailable',
        `The embedding model "${model}" gives vectors of ${vector.length} numbers, but ${dimensions} are configured.`,
        { retryable: false },
      );
    }
    vectors[item.index ?? position] = toUnitLength(vector);
  }
  if (vectors.includes(undefined as never)) throw unreadable();
  return vectors;
}

function inputTokens(answer: unknown, texts: readonly string[]): Usage['inputTokens'] {
  const counted = (answer as EmbeddingAnswer).usage?.prompt_tokens;
  if (typeof counted === 'number') return counted;
  return Math.ceil(texts.reduce((sum, text) => sum + estimateTokens(text), 0));
}

function unreadable(): AppError {
  return new AppError(
    'model-unavailable',
    'The model provider sent something that is not a list of embeddings.',
  );
}
