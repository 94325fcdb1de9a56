import type { FinishReason, Usage } from '../domain/chat-event.ts';
import { AppError } from '../domain/errors.ts';
import type { ChatCall, ChatModel, ToolCall } from '../ports/chat-model.ts';

/** Everything that a model said. */
export interface GeneratedText {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: FinishReason;
  readonly usage: Usage;
}

/** Runs a call to its end: for rewriting a question, naming a conversation, and whoever needs no stream. */
export async function generateText(model: ChatModel, call: ChatCall): Promise<GeneratedText> {
  let text = '';
  let reasoning = '';
  const toolCalls: ToolCall[] = [];
  for await (const event of model.stream(call)) {
    if (event.type === 'text-delta') text += event.delta;
    else if (event.type === 'reasoning-delta') reasoning += event.delta;
    else if (event.type === 'tool-call') toolCalls.push(event.call);
    else return { text, reasoning, toolCalls, finishReason: event.finishReason, usage: event.usage };
  }
  throw new AppError('model-unavailable', `The model "${model.ref}" stopped without an end.`);
}
