import type { HistoryMessage } from '../../chat/turn-request.ts';
import { newId } from '../../domain/id.ts';
import type { GenerationSettings, ModelRef } from '../../domain/model.ts';
import { type Fields, flagIn, idsIn, textIn } from '../wire/body.ts';
import { EnvelopeError } from '../wire/envelope.ts';

/** A completion as an old client asks for it, understood. */
export interface CompletionRequest {
  readonly conversationId: string;
  readonly question: { readonly id: string; readonly text: string; readonly documentIds: readonly string[] };
  readonly history: readonly HistoryMessage[];
  readonly stream: boolean;
  readonly cite: boolean;
  readonly documentIds: readonly string[] | undefined;
  readonly variables: Readonly<Record<string, string>>;
  /** "Try another model": nothing of it is stored. */
  readonly model: { readonly ref: ModelRef; readonly settings: GenerationSettings } | undefined;
}

interface SentMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly id?: string;
  readonly documentIds: readonly string[];
}

/** Fields with a meaning of their own; every other one fills a variable of the prompt. */
const KNOWN = new Set(
  'conversation_id messages stream llm_id quote doc_ids temperature top_p frequency_penalty presence_penalty max_tokens'.split(
    ' ',
  ),
);
const MESSAGES_AT_MOST = 10_000;

/** @throws EnvelopeError when a field has a form that cannot be understood */
export function toCompletionRequest(fields: Fields): CompletionRequest {
  const sent = messagesIn(fields.messages);
  const last = sent.at(-1);
  if (last === undefined)
    throw new EnvelopeError(101, '`messages` must hold at least one message from the user.');
  if (last.role !== 'user') {
    throw new EnvelopeError(102, 'The last content of this conversation is not from user.');
  }
  return {
    conversationId: textIn(fields, 'conversation_id'),
    question: { id: last.id ?? newId(), text: last.content, documentIds: last.documentIds },
    history: withoutLeadingAnswers(sent.slice(0, -1)),
    stream: flagIn(fields, 'stream', true),
    cite: flagIn(fields, 'quote', true),
    documentIds: idsIn(fields, 'doc_ids'),
    variables: variablesIn(fields),
    model: modelIn(fields),
  };
}

/** What was said, without system messages: those are the assistant's business. */
function messagesIn(value: unknown): readonly SentMessage[] {
  if (!Array.isArray(value)) throw new EnvelopeError(101, '`messages` must be a list of messages.');
  if (value.length > MESSAGES_AT_MOST) {
    throw new EnvelopeError(101, `\`messages\` may hold ${MESSAGES_AT_MOST} messages at most.`);
  }
  return value.flatMap((item: unknown, index): SentMessage[] => {
    const { role, content, id, ...rest } = asFields(item, index);
    if (role === 'system') return [];
    if ((role !== 'user' && role !== 'assistant') || typeof content !== 'string') {
      throw new EnvelopeError(
        101,
        `Message ${index} must have a role (user, assistant or system) and a text as content.`,
      );
    }
    const known = typeof id === 'string' && id !== '' && id.length <= 64 ? { id } : {};
    return [{ role, content, ...known, documentIds: idsIn(rest, 'doc_ids') ?? [] }];
  });
}

function asFields(item: unknown, index: number): Fields {
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) return item as Fields;
  throw new EnvelopeError(101, `Message ${index} must be an object.`);
}

/** The assistant's opening words are not part of what was said. */
function withoutLeadingAnswers(sent: readonly SentMessage[]): readonly HistoryMessage[] {
  const first = sent.findIndex(({ role }) => role === 'user');
  if (first < 0) return [];
  return sent.slice(first).map(({ documentIds: _, ...message }) => message);
}

function variablesIn(fields: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const simple = ['string', 'number', 'boolean'].includes(typeof value);
      return simple && !KNOWN.has(name) ? [[name, String(value)]] : [];
    }),
  );
}

/** The parameters count only together with a model; zero counts as absent. */
function modelIn(fields: Fields): CompletionRequest['model'] {
  const ref = textIn(fields, 'llm_id', '');
  if (ref === '') return undefined;
  const number = (name: string): number | undefined => {
    const value = Number(fields[name] ?? 0);
    if (!Number.isFinite(value)) throw new EnvelopeError(101, `\`${name}\` must be a number.`);
    return value === 0 ? undefined : value;
  };
  const maxOutputTokens = number('max_tokens');
  if (maxOutputTokens !== undefined && !(Number.isInteger(maxOutputTokens) && maxOutputTokens > 0)) {
    throw new EnvelopeError(101, '`max_tokens` must be a whole number above 0.');
  }
  return {
    ref: ref as ModelRef,
    settings: {
      temperature: number('temperature'),
      topP: number('top_p'),
      frequencyPenalty: number('frequency_penalty'),
      presencePenalty: number('presence_penalty'),
      maxOutputTokens,
    },
  };
}
