import type { Usage } from '../domain/chat-event.ts';
import type { ChatCall, ChatModel } from '../ports/chat-model.ts';
import type { EmbeddingModel } from '../ports/embedding-model.ts';
import type { UsageLedger } from '../ports/usage-ledger.ts';
import { estimateTokens } from '../text/token-estimate.ts';

/** Whose ledger it is, and what counts the tokens of calls that did not end by themselves. */
export interface Metering {
  readonly ledger: UsageLedger;
  readonly tenantId: string;
  /** Tokens of a text; estimated unless given. */
  readonly countTokens?: (text: string) => number;
  /** Hears of a ledger that could not be written; the answer goes on. */
  readonly onLedgerError?: (error: unknown) => void;
}

/**
 * Enters what each call used. A call that was stopped or broke off is entered with what was streamed until then,
 * counted here, for the provider counts it too; one that failed before it said anything costs nothing.
 */
export function withChatMetering(model: ChatModel, metering: Metering): ChatModel {
  return {
    ...model,
    async *stream(call) {
      let said = '';
      let entry: Promise<void> | undefined;
      try {
        for await (const event of model.stream(call)) {
          if (event.type === 'text-delta' || event.type === 'reasoning-delta') said += event.delta;
          // Begun before the last event goes out, so that a reader who leaves with it cannot prevent it.
          else if (event.type === 'end') entry = enter(model, event.usage, metering);
          yield event;
        }
      } finally {
        if (!entry && (said !== '' || call.signal.aborted))
          entry = enter(model, partialUsage(call, said, metering), metering);
        await entry;
      }
    },
  };
}

/** Enters what embedding used. */
export function withEmbeddingMetering(model: EmbeddingModel, metering: Metering): EmbeddingModel {
  return {
    ...model,
    async embed(texts, options) {
      const result = await model.embed(texts, options);
      await enter(model, result.usage, metering);
      return result;
    },
  };
}

async function enter(
  { ref }: Pick<ChatModel, 'ref'>,
  usage: Usage,
  { ledger, tenantId, onLedgerError }: Metering,
): Promise<void> {
  if (usage.inputTokens + usage.outputTokens === 0) return;
  try {
    await ledger.record({ tenantId, model: ref, usage });
  } catch (error) {
    onLedgerError?.(error);
  }
}

function partialUsage(call: ChatCall, said: string, { countTokens = estimateTokens }: Metering): Usage {
  let input = countTokens(call.system);
  for (const message of call.messages) {
    const texts =
      typeof message.content === 'string'
        ? [message.content]
        : message.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    for (const text of texts) input += countTokens(text);
  }
  return { inputTokens: Math.ceil(input), outputTokens: Math.ceil(countTokens(said)) };
}
