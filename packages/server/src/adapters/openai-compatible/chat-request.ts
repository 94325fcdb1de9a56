import type { ChatCall, ModelMessage, Part } from '../../ports/chat-model.ts';
import type { Refusal } from './refusal.ts';

/**
 * What a model does not take. Providers say so by naming the field in their refusal (`param`); it is remembered, so
 * that only the first call of a process meets it.
 */
export interface Quirks {
  /** `max_tokens` has another name with reasoning models. */
  maxCompletionTokens: boolean;
  readonly dropped: Set<string>;
}

/** A model of which nothing odd is known. */
export function noQuirks(): Quirks {
  return { maxCompletionTokens: false, dropped: new Set() };
}

const OPTIONAL = new Set(['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'stream_options']);

/** Learns from a refusal; true when the same call is worth sending again in another form. */
export function learn(quirks: Quirks, refusal: Refusal): boolean {
  if (refusal.status !== 400 && refusal.status !== 422) return false;
  if (refusal.param === 'max_tokens' && !quirks.maxCompletionTokens) {
    quirks.maxCompletionTokens = true;
    return true;
  }
  const name = refusal.param.split('.')[0] ?? '';
  if (!OPTIONAL.has(name) || quirks.dropped.has(name)) return false;
  quirks.dropped.add(name);
  return true;
}

/** The body of a streamed chat completion. */
export function chatRequest(model: string, call: ChatCall, quirks: Quirks): Record<string, unknown> {
  const { settings } = call;
  const body: Record<string, unknown> = {
    model,
    messages: messages(call),
    stream: true,
    stream_options: { include_usage: true },
    temperature: settings.temperature,
    top_p: settings.topP,
    presence_penalty: settings.presencePenalty,
    frequency_penalty: settings.frequencyPenalty,
    [quirks.maxCompletionTokens ? 'max_completion_tokens' : 'max_tokens']: settings.maxOutputTokens,
  };
  if (call.tools && call.tools.length > 0) {
    body.tools = call.tools.map(({ name, description, inputSchema }) => ({
      type: 'function',
      function: { name, description, parameters: inputSchema },
    }));
  }
  for (const name of quirks.dropped) delete body[name];
  return body;
}

function messages(call: ChatCall): unknown[] {
  const rest = call.messages.map(message);
  return call.system === '' ? rest : [{ role: 'system', content: call.system }, ...rest];
}

function message(one: ModelMessage): unknown {
  switch (one.role) {
    case 'user':
      return { role: 'user', content: content(one.content) };
    case 'tool':
      return { role: 'tool', tool_call_id: one.callId, content: one.content };
    case 'assistant':
      if (!one.toolCalls || one.toolCalls.length === 0) return { role: 'assistant', content: one.content };
      return {
        role: 'assistant',
        content: one.content,
        tool_calls: one.toolCalls.map(({ id, name, input }) => ({
          id,
          type: 'function',
          function: { name, arguments: JSON.stringify(input) },
        })),
      };
  }
}

/** Plain text goes as a string: small servers know no other form. */
function content(parts: readonly Part[]): unknown {
  if (parts.every((part) => part.type === 'text')) return parts.map((part) => part.text).join('\n\n');
  return parts.map((part) => {
    if (part.type === 'text') return part;
    const data = Buffer.from(part.data).toString('base64');
    return { type: 'image_url', image_url: { url: `data:${part.mediaType};base64,${data}` } };
  });
}
