/** What a step of a reply does: write text or bytes, wait, cut the connection, or say nothing until the client leaves. */
export type VendorStep = string | Uint8Array | Promise<unknown> | { readonly end: 'reset' | 'silence' };

/** A reply of the fake vendor. The head goes out with the first text or byte, or at the end. */
export interface VendorReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly steps: readonly VendorStep[];
}

/** Cuts the connection (RST); as the first step: before any byte of the answer. */
export const RESET = { end: 'reset' } as const;
/** Keeps the connection open and says nothing more. */
export const SILENCE = { end: 'silence' } as const;
/** The line that ends a chat stream. */
export const DONE = 'data: [DONE]\n\n';

/** An SSE message with this JSON. */
export function frame(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** The SSE message of one chat completion chunk. */
export function chunk(delta: Readonly<Record<string, unknown>>, finishReason: string | null = null): string {
  return frame({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'fake',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  });
}

/** The SSE message with the usage, as vendors send it last when `stream_options.include_usage` is set. */
export function usageChunk(promptTokens: number, completionTokens: number): string {
  return frame({
    object: 'chat.completion.chunk',
    choices: [],
    usage: { prompt_tokens: promptTokens, completion_tokens: completionTokens },
  });
}

/** A streamed reply made of these steps. */
export function streamReply(...steps: readonly VendorStep[]): VendorReply {
  return { headers: { 'content-type': 'text/event-stream' }, steps };
}

/** A whole streamed answer: role, text deltas, finish reason, usage (unless `null`), `[DONE]`. */
export function textReply(
  deltas: readonly string[],
  usage: readonly [input: number, output: number] | null = [12, 5],
): VendorReply {
  return streamReply(
    chunk({ role: 'assistant', content: '' }),
    ...deltas.map((content) => chunk({ content })),
    chunk({}, 'stop'),
    ...(usage === null ? [] : [usageChunk(...usage)]),
    DONE,
  );
}

/** A JSON reply. */
export function jsonReply(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): VendorReply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    steps: [JSON.stringify(body)],
  };
}

/** An answer that was not streamed. */
export function completionReply(
  message: Readonly<Record<string, unknown>>,
  finishReason = 'stop',
): VendorReply {
  return jsonReply({
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason }],
    usage: { prompt_tokens: 12, completion_tokens: 5 },
  });
}

/** An error in the shape that OpenAI gives it. */
export function errorReply(
  status: number,
  error: { readonly message?: string; readonly type?: string; readonly code?: string | null } = {},
  headers: Readonly<Record<string, string>> = {},
): VendorReply {
  return jsonReply(
    { error: { message: 'It did not work.', param: null, code: null, ...error } },
    status,
    headers,
  );
}

/** Embeddings, in base64 or as arrays of numbers. */
export function embeddingReply(
  vectors: readonly (readonly number[])[],
  format: 'base64' | 'float',
): VendorReply {
  const encode = (vector: readonly number[]) =>
    format === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector;
  return jsonReply({
    object: 'list',
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(vector) })),
    usage: { prompt_tokens: vectors.length * 3, total_tokens: vectors.length * 3 },
  });
}
