import type { FinishReason, Usage } from '../domain/chat-event.ts';
import type { GenerationSettings, ModelRef } from '../domain/model.ts';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly data: Uint8Array; readonly mediaType: string };

export type ModelMessage =
  | { readonly role: 'user'; readonly content: readonly Part[] }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly content: string };

export interface ChatCall {
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  readonly settings: GenerationSettings;
  readonly tools?: readonly {
    readonly name: string;
    readonly description: string;
    readonly inputSchema: object;
  }[];
  readonly signal: AbortSignal;
}

/** What a model says, in order; `end` is always last. Failures are thrown as `AppError`, never said as text. */
export type ModelEvent =
  | { readonly type: 'reasoning-delta'; readonly delta: string }
  | { readonly type: 'text-delta'; readonly delta: string }
  | { readonly type: 'tool-call'; readonly call: ToolCall }
  | { readonly type: 'end'; readonly finishReason: FinishReason; readonly usage: Usage };

/**
 * A model that answers. Deltas that come in quick succession may be joined, and those of a catalog's models are: the
 * first goes out at once, further ones every 40 ms or so.
 */
export interface ChatModel {
  readonly ref: ModelRef;
  /** Tokens that system, messages and answer may use together. */
  readonly contextWindow: number;
  /** False for a model that cannot follow instructions (the offline answerer): it is not asked to rewrite or translate. */
  readonly followsInstructions: boolean;
  stream(call: ChatCall): AsyncIterable<ModelEvent>;
}
