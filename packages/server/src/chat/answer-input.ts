import type { ChatEvent } from '../domain/chat-event.ts';
import type { TraceDraft } from './trace-draft.ts';
import type { HistoryMessage, TurnRequest } from './turn-request.ts';

/** All that one answer is made from. */
export interface AnswerInput {
  readonly request: TurnRequest;
  /** Answered questions before this one, oldest first, as they stood when the turn began. */
  readonly history: readonly HistoryMessage[];
  /** Filled on the way; whoever cuts the answer off reads from it how far it came. */
  readonly trace: TraceDraft;
  readonly signal: AbortSignal;
}

/** Answers a question: everything between `turn-start` and, as its last event, `answer-end`. Failures are thrown. */
export type AnswerQuestion = (input: AnswerInput) => AsyncIterable<ChatEvent>;
