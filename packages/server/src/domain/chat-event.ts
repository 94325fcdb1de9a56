import type { Citation, SourceReference } from './chunk.ts';
import type { Problem } from './errors.ts';

export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'cancelled';

/** Tokens as the provider counted them; estimated with our own tokeniser only when it said nothing. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export type Stage = 'understand' | 'retrieve' | 'compose' | 'generate';

/** A finished answer. `text` is the sum of all text deltas, citation marks included. */
export interface Answer {
  readonly text: string;
  readonly reasoning: string;
  readonly citations: readonly Citation[];
  readonly references: readonly SourceReference[];
}

/** What happened to a source on its way through retrieval; ranks count from 1, absent where a leg did not find it. */
export interface SourceTrace {
  readonly chunkId: string;
  readonly textRank?: number;
  readonly textScore: number;
  readonly gramScore: number;
  readonly vectorRank?: number;
  readonly vectorScore: number;
  readonly fusedRank: number;
  readonly fusedScore: number;
  readonly rerankScore?: number;
  /** Why it did not reach the prompt, if it did not. */
  readonly dropped?: 'below-minimum' | 'past-top-n' | 'duplicate' | 'no-room';
}

/** How an answer came about: kept with the message for whoever asks why. Holds no document text. */
export interface AnswerTrace {
  readonly question: string;
  readonly searchText: string;
  readonly model: string;
  readonly embedding?: string;
  readonly milliseconds: Readonly<Partial<Record<Stage | 'total', number>>>;
  readonly searchedChunks: number;
  readonly vectorWeight: number;
  readonly sources: readonly SourceTrace[];
}

/**
 * The events of a turn, in the order in which they happen. Plain JSON without document text: this is what the
 * journal keeps. The last event of a turn is `answer-end` or `error`, always exactly one of them.
 */
export type ChatEvent =
  | {
      readonly type: 'turn-start';
      readonly turnId: string;
      /** Empty for a turn that is not stored. */
      readonly conversationId: string;
      /** Id of the user message; the answer carries the same id. */
      readonly messageId: string;
      readonly createdAt: number;
    }
  | { readonly type: 'stage-start'; readonly stage: Stage }
  | { readonly type: 'stage-end'; readonly stage: Stage; readonly milliseconds: number }
  | {
      readonly type: 'references-available';
      readonly references: readonly SourceReference[];
      /** Passages that were in scope of the search. */
      readonly searchedChunks: number;
    }
  | { readonly type: 'reasoning-delta'; readonly delta: string }
  /** `citations` are those whose marks stand in this delta. */
  | { readonly type: 'text-delta'; readonly delta: string; readonly citations?: readonly Citation[] }
  | {
      readonly type: 'answer-end';
      readonly answer: Answer;
      readonly finishReason: FinishReason;
      readonly usage: Usage;
      readonly trace: AnswerTrace;
    }
  | { readonly type: 'error'; readonly problem: Problem; readonly partial?: Answer };

export type ChatEventType = ChatEvent['type'];

/** True for the one event that ends a turn. */
export function isLastEvent(event: ChatEvent): boolean {
  return event.type === 'answer-end' || event.type === 'error';
}
