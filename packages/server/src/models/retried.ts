import type { ChatCall, ChatModel, ModelEvent } from '../ports/chat-model.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';
import { RetryAllowance, type RetryPolicy, STANDARD_RETRIES, withRetries } from './retry-policy.ts';

/**
 * Tries a call again that failed before its first event. Afterwards nothing is repeated: a reader has seen a part of
 * the answer, and another try would say something else.
 */
export function withChatRetries(model: ChatModel, policy: RetryPolicy = STANDARD_RETRIES): ChatModel {
  const allowance = new RetryAllowance();
  return {
    ...model,
    async *stream(call) {
      const { first, events } = await withRetries(policy, allowance, call.signal, () => begin(model, call));
      try {
        for (let next = first; !next.done; next = await events.next()) yield next.value;
      } finally {
        await events.return?.();
      }
    },
  };
}

async function begin(
  model: ChatModel,
  call: ChatCall,
): Promise<{ first: IteratorResult<ModelEvent>; events: AsyncIterator<ModelEvent> }> {
  const events = model.stream(call)[Symbol.asyncIterator]();
  return { first: await events.next(), events };
}

/** Tries a failed request again. */
export function withEmbeddingRetries(
  model: EmbeddingModel,
  policy: RetryPolicy = STANDARD_RETRIES,
): EmbeddingModel {
  const allowance = new RetryAllowance();
  return {
    ...model,
    embed: (texts, options) =>
      withRetries(policy, allowance, options.signal, () => model.embed(texts, options)),
  };
}
