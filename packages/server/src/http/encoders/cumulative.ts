import type { DeliveredAnswer, DeliveredEvent } from '../../chat/delivered-event.ts';
import type { AnswerTrace } from '../../domain/chat-event.ts';
import type { Problem } from '../../domain/errors.ts';
import { STREAM_CODE_OF } from '../problem.ts';
import type { Encoder } from './encoder.ts';
import type { Frame } from './frame.ts';
import { type Reference, toReference } from './reference.ts';

/** A frame goes out when this many tokens have gathered. */
const BATCH_TOKENS = 16;

export interface CumulativeContext {
  readonly conversationId: string;
  /** Id of the question; the answer carries the same. */
  readonly messageId: string;
  /** False: the caller asked for an answer without references. */
  readonly cite: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly countTokens: (text: string) => number;
}

/** The `data` of an event with content. */
export interface CumulativeData {
  /** The whole text so far, to be shown in place of the earlier one. */
  readonly answer: string;
  readonly reference: Reference | { readonly chunks: readonly [] } | Record<string, never>;
  readonly audio_binary: null;
  readonly created_at: number;
  readonly id: string;
  readonly conversation_id: string;
  readonly session_id: string;
  readonly prompt: string;
}

type End = Extract<DeliveredEvent, { readonly type: 'answer-end' }>;

/**
 * The old dialects: frames with the whole text so far, the first as soon as there is text, further ones in batches,
 * then one with the references, and `data: true` at the very end, after an error too.
 */
export function createCumulativeEncoder(context: CumulativeContext): Encoder {
  let reasoning = '';
  let text = '';
  let unsent = '';
  let started = false;
  const batch = (): Frame[] => {
    if (unsent === '') return [];
    started = true;
    unsent = '';
    return [frame(0, '', content(withThoughts(reasoning, text), context))];
  };
  const add = (delta: string): Frame[] => {
    unsent += delta;
    return !started || context.countTokens(unsent) >= BATCH_TOKENS ? batch() : [];
  };
  const last = (data: Frame): Frame[] => [...batch(), data, frame(0, '', true)];
  return ({ event }) => {
    switch (event.type) {
      case 'turn-start':
      case 'stage-start':
      case 'stage-end':
      case 'references-available':
        return [];
      case 'reasoning-delta':
        reasoning += event.delta;
        return add(event.delta);
      case 'text-delta':
        text += event.delta;
        return add(event.delta);
      case 'answer-end':
        return last(frame(0, '', finalData(event, context)));
      case 'error':
        return last(failure(event.problem, context));
      default:
        return event satisfies never;
    }
  };
}

/** The answer of a finished turn as one object: the last event with content, and the body when nothing is streamed. */
export function finalData({ answer, trace }: End, context: CumulativeContext): CumulativeData {
  return {
    ...content(answerText(answer), context),
    reference: context.cite ? toReference(answer) : {},
    prompt: explain(trace),
  };
}

/** What an old client shows as the answer: thoughts first, in their tag. */
export function answerText({ reasoning, text }: Pick<DeliveredAnswer, 'reasoning' | 'text'>): string {
  return withThoughts(reasoning, text);
}

function withThoughts(reasoning: string, text: string): string {
  return reasoning === '' ? text : `<think>${reasoning}</think>${text}`;
}

function content(answer: string, context: CumulativeContext): CumulativeData {
  return {
    answer,
    reference: context.cite ? { chunks: [] } : {},
    audio_binary: null,
    created_at: context.now() / 1_000,
    id: context.messageId,
    conversation_id: context.conversationId,
    session_id: context.conversationId,
    prompt: '',
  };
}

function failure(problem: Problem, context: CumulativeContext): Frame {
  const data = { ...content(`**ERROR**: ${problem.message}`, context), reference: [] };
  return frame(STREAM_CODE_OF[problem.code], problem.message, data);
}

function frame(code: number, message: string, data: unknown): Frame {
  return { data: JSON.stringify({ code, message, data }) };
}

/** How the answer came about, for the lamp that old clients show beside it. Holds no document text. */
function explain(trace: AnswerTrace): string {
  const times = Object.entries(trace.milliseconds).map(
    ([stage, time]) => `  - ${stage}: ${time.toFixed(1)} ms`,
  );
  return [
    `## Question`,
    trace.question,
    `## Searched for`,
    trace.searchText,
    `## How`,
    `  - model: ${trace.model}`,
    `  - passages searched: ${trace.searchedChunks}`,
    `  - weight of the vectors: ${trace.vectorWeight.toFixed(2)}`,
    ...times,
  ].join('\n\n');
}
