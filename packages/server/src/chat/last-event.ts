import type { Answer, ChatEvent } from '../domain/chat-event.ts';
import type { AnswerMessage, AnswerStatus } from '../domain/conversation.ts';
import type { Problem } from '../domain/errors.ts';
import { createTraceDraft, finishTrace } from './trace-draft.ts';

/** The event that ends a turn. */
export type LastEvent = Extract<ChatEvent, { readonly type: 'answer-end' | 'error' }>;

/** What readers and rows say about a turn that the server did not live to finish. */
export const INTERRUPTED: Problem = {
  code: 'interrupted',
  message: 'The server stopped while the answer was being written. What was written is kept; ask again.',
  retryable: true,
};

const NOTHING: Answer = { text: '', reasoning: '', citations: [], references: [] };

/** The stored answer after this last event. Of a failed turn the text so far is kept, without the error's text. */
export function endAnswer(
  open: Omit<AnswerMessage, 'alternative'>,
  last: LastEvent,
): Omit<AnswerMessage, 'alternative'> {
  const { text: content, ...rest } = last.type === 'answer-end' ? last.answer : (last.partial ?? NOTHING);
  const ended = { ...open, ...rest, content, status: statusAfter(last) };
  if (last.type === 'error') return { ...ended, problem: last.problem };
  const { finishReason, usage, trace } = last;
  return { ...ended, finishReason, usage, trace };
}

/** The last event of a turn, made again from its row. A row that nobody closed counts as interrupted. */
export function lastEventOf(message: AnswerMessage): LastEvent {
  const { content: text, reasoning, citations, references, status } = message;
  const answer = { text, reasoning, citations, references };
  if (status === 'running' || status === 'interrupted')
    return { type: 'error', problem: message.problem ?? INTERRUPTED, partial: answer };
  if (message.problem !== undefined) return { type: 'error', problem: message.problem, partial: answer };
  return {
    type: 'answer-end',
    answer,
    finishReason: message.finishReason ?? (status === 'stopped' ? 'cancelled' : 'stop'),
    usage: message.usage ?? { inputTokens: 0, outputTokens: 0 },
    trace: message.trace ?? finishTrace(createTraceDraft('', 0), 0),
  };
}

function statusAfter(last: LastEvent): AnswerStatus {
  if (last.type === 'answer-end') return last.finishReason === 'cancelled' ? 'stopped' : 'done';
  return last.problem.code === 'interrupted' ? 'interrupted' : 'failed';
}
