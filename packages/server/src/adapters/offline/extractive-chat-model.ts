import { setImmediate as breathe } from 'node:timers/promises';
import type { ChatCall, ChatModel, ModelEvent, ModelMessage } from '../../ports/chat-model.ts';
import type { EmbeddingModel } from '../../ports/embedding-model.ts';
import { type ParsedSource, parseSources } from '../../text/source-block.ts';
import { estimateTokens } from '../../text/token-estimate.ts';
import { type Quote, quoteAnswer } from './quote-answer.ts';

/** Its name in catalogs. */
export const EXTRACTIVE_REF = 'extractive@Offline';

/** What it says of itself in catalogs. */
export const EXTRACTIVE_DESCRIPTION =
  'Answers without a language model: it quotes the sentences of your documents that fit the question, word for word, and writes nothing of its own.';

/** What it says when no source answers the question. */
export const NOTHING_FITS = 'I found nothing in the documents that answers this question.';

const CONTEXT_WINDOW = 32_768;
/** Earlier questions that say what a follow-up is about. */
const CONTEXT_QUESTIONS = 2;

/**
 * A chat model without any model file: it reads the numbered sources of the prompt (see text/source-block.ts), selects
 * the sentences that answer the last user message, and says them word for word with their marks. It follows no
 * instructions, whoever gives them.
 */
export function createExtractiveChatModel(
  options: {
    /** A local embedding, so that other words for the same thing are found too; not to be one behind a network. */
    readonly embedding?: EmbeddingModel;
  } = {},
): ChatModel {
  return {
    ref: EXTRACTIVE_REF,
    contextWindow: CONTEXT_WINDOW,
    followsInstructions: false,
    async *stream(call) {
      call.signal.throwIfAborted();
      const questions = call.messages.flatMap((message) =>
        message.role === 'user' ? [textOf(message)] : [],
      );
      const quotes = await untilAborted(
        call.signal,
        quoteAnswer({
          question: questions.at(-1) ?? '',
          context: questions.slice(-1 - CONTEXT_QUESTIONS, -1).join('\n'),
          sources: sourcesOf(call),
          ...(options.embedding ? { embedding: options.embedding } : {}),
          signal: call.signal,
        }),
      );
      yield* say(quotes.length === 0 ? NOTHING_FITS : writeQuotes(quotes), call);
    },
  };
}

/** Sources stand in the system prompt; only a prompt without any may bring them in its last message. */
function sourcesOf(call: ChatCall): ParsedSource[] {
  const sources = parseSources(call.system);
  const last = call.messages.at(-1);
  return sources.length > 0 || last?.role !== 'user' ? sources : parseSources(textOf(last));
}

function textOf(message: Extract<ModelMessage, { role: 'user' }>): string {
  return message.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/** Items and rows stand on lines of their own, sentences of one source in one paragraph. */
export function writeQuotes(quotes: readonly Quote[]): string {
  let text = '';
  let before: Quote | undefined;
  for (const quote of quotes) {
    text += `${separator(before, quote)}${quote.form === 'item' ? '- ' : ''}${quote.text} [ID:${quote.mark}]`;
    before = quote;
  }
  return text;
}

function separator(before: Quote | undefined, quote: Quote): string {
  if (!before) return '';
  if (before.mark !== quote.mark) return '\n\n';
  if (quote.form === 'item') return before.form === 'item' || before.text.endsWith(':') ? '\n' : '\n\n';
  return before.form === 'sentence' && quote.form === 'sentence' ? ' ' : '\n\n';
}

/** A few words, or some characters where words are not spaced. */
const DELTA = /\S{1,24}\s*(?:\S{1,12}(?=\s)\s+){0,3}/g;

async function* say(text: string, call: ChatCall): AsyncGenerator<ModelEvent> {
  const limit = call.settings.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  let tokens = 0;
  let finishReason: 'stop' | 'length' = 'stop';
  for (const [delta] of text.matchAll(DELTA)) {
    if (tokens + estimateTokens(delta) > limit) {
      finishReason = 'length';
      break;
    }
    tokens += estimateTokens(delta);
    yield { type: 'text-delta', delta };
    await breathe();
    call.signal.throwIfAborted();
  }
  const input = call.messages.reduce(
    (sum, message) => sum + estimateTokens(message.role === 'user' ? textOf(message) : message.content),
    estimateTokens(call.system),
  );
  yield {
    type: 'end',
    finishReason,
    usage: { inputTokens: Math.ceil(input), outputTokens: Math.ceil(tokens) },
  };
}

/** Node's own timers throw an `AbortError` of theirs: the signal's reason is what a caller waits for. */
async function untilAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
