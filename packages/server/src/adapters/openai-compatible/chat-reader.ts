import type { FinishReason, Usage } from '../../domain/chat-event.ts';
import { AppError } from '../../domain/errors.ts';
import type { ChatCall, ModelEvent } from '../../ports/chat-model.ts';
import { estimateTokens } from '../../text/token-estimate.ts';
import { type ToolCallFragment, ToolCallFragments } from './tool-call-fragments.ts';

/** What a chunk's delta or a whole answer's message may hold; vendors differ in what they leave out. */
interface Said {
  readonly content?: unknown;
  /** DeepSeek's, vLLM's and others' name for it; OpenRouter, Groq and newer vLLM say `reasoning`. */
  readonly reasoning_content?: unknown;
  readonly reasoning?: unknown;
  readonly refusal?: unknown;
  readonly tool_calls?: unknown;
}

interface Chunk {
  readonly choices?: readonly {
    readonly delta?: Said | null;
    readonly message?: Said | null;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: unknown; readonly completion_tokens?: unknown } | null;
  readonly error?: unknown;
}

/** Turns the JSON of a chat completion, chunk by chunk or whole, into model events. One for each call. */
export class ChatReader {
  readonly #call: ChatCall;
  readonly #refuse: (body: unknown) => AppError;
  readonly #tools = new ToolCallFragments();
  #usage: Usage | undefined;
  #finishReason: FinishReason | undefined;
  /** Everything that was said, to be counted when the provider gives no usage. */
  #said = '';
  #done = false;

  /** `refuse` makes the error of a chunk that carries one. */
  constructor(call: ChatCall, refuse: (body: unknown) => AppError) {
    this.#call = call;
    this.#refuse = refuse;
  }

  /** The provider has said that this was all. */
  get done(): boolean {
    return this.#done;
  }

  /** Reads one message of the stream, or a whole answer, and adds what it says to `events`: neighbouring deltas become one. */
  read(data: string, events: ModelEvent[]): void {
    if (data === '[DONE]') {
      this.#done = true;
      return;
    }
    const chunk = parseChunk(data);
    if (chunk.error) throw this.#refuse(chunk);
    if (chunk.usage) this.#usage = toUsage(chunk.usage);
    const choice = chunk.choices?.[0];
    if (!choice) return;
    const said = choice.delta ?? choice.message;
    if (said) this.#say(said, events);
    if (choice.finish_reason) this.#finishReason = finishReason(choice.finish_reason);
  }

  /** Ends the answer: the tool calls, then `end`. @throws AppError when the provider broke off in the middle */
  end(events: ModelEvent[]): void {
    if (this.#finishReason === undefined && !this.#done) {
      throw new AppError('model-unavailable', "The model provider's answer broke off in the middle.");
    }
    for (const call of this.#tools.take()) events.push({ type: 'tool-call', call });
    events.push({
      type: 'end',
      finishReason: this.#finishReason ?? 'stop',
      usage: this.#usage ?? this.#estimatedUsage(),
    });
  }

  #say(said: Said, events: ModelEvent[]): void {
    const reasoning = said.reasoning_content ?? said.reasoning;
    if (typeof reasoning === 'string' && reasoning !== '') this.#add('reasoning-delta', reasoning, events);
    const text = said.content ?? said.refusal;
    if (typeof text === 'string' && text !== '') this.#add('text-delta', text, events);
    if (Array.isArray(said.tool_calls)) this.#tools.add(said.tool_calls as readonly ToolCallFragment[]);
  }

  /** Joins what belongs together; only the very first delta stays alone, however much came with it. */
  #add(type: 'reasoning-delta' | 'text-delta', delta: string, events: ModelEvent[]): void {
    const last = this.#said === '' ? undefined : events.at(-1);
    const isFirst = last !== undefined && 'delta' in last && last.delta.length === this.#said.length;
    if (last?.type === type && !isFirst) events[events.length - 1] = { type, delta: last.delta + delta };
    else events.push({ type, delta });
    this.#said += delta;
  }

  #estimatedUsage(): Usage {
    const { system, messages } = this.#call;
    const input =
      estimateTokens(system) + estimateTokens(JSON.stringify(messages.map(({ content }) => content)));
    return { inputTokens: Math.ceil(input), outputTokens: Math.ceil(estimateTokens(this.#said)) };
  }
}

function parseChunk(data: string): Chunk {
  try {
    const chunk: unknown = JSON.parse(data);
    if (typeof chunk === 'object' && chunk !== null) return chunk;
  } catch {
    // Said below, once for both cases. The data itself may be a part of the answer and stays out of the error.
  }
  throw new AppError('model-unavailable', 'The model provider sent something that is not a chat completion.');
}

function toUsage(usage: NonNullable<Chunk['usage']>): Usage | undefined {
  const { prompt_tokens: input, completion_tokens: output } = usage;
  if (typeof input !== 'number' || typeof output !== 'number') return undefined;
  return { inputTokens: input, outputTokens: output };
}

function finishReason(reason: string): FinishReason {
  switch (reason) {
    case 'length':
    case 'max_tokens':
      return 'length';
    case 'content_filter':
      return 'content-filter';
    case 'tool_calls':
    case 'function_call':
      return 'tool-calls';
    default:
      return 'stop';
  }
}
