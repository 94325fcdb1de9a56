import type { AnswerTrace, FinishReason, Usage } from './chat-event.ts';
import type { Citation, SourceReference } from './chunk.ts';
import type { Problem } from './errors.ts';
import type { JsonObject } from './json.ts';

export interface Conversation {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly dialogId: string;
  readonly name: string;
  /** The assistant's first words, fixed when the conversation was made. */
  readonly opener: string;
  /** Held on an embedded page. */
  readonly embedded?: true;
  /** Whom a program says it speaks for: a name of its own, that means nothing to us. */
  readonly visitor?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type AnswerStatus = 'running' | 'done' | 'stopped' | 'interrupted' | 'failed';

/** A person's message. */
export interface Question {
  readonly role: 'user';
  /** Made by the client, unique in its conversation. */
  readonly id: string;
  readonly conversationId: string;
  /** Order in the conversation, growing. */
  readonly position: number;
  readonly content: string;
  readonly documentIds: readonly string[];
  /** What the client sent beside it and wants back, such as attached files. */
  readonly extras?: JsonObject;
  readonly createdAt: number;
}

/** What a person thinks of an answer. */
export interface Feedback {
  readonly thumb: 'up' | 'down';
  readonly text?: string;
}

/** One answer to a question. A question that was asked again has several; the newest is shown. */
export interface AnswerMessage {
  readonly role: 'assistant';
  /** Id of the question that it answers. */
  readonly id: string;
  readonly conversationId: string;
  readonly turnId: string;
  /** From 0; a regenerated answer is the next alternative. */
  readonly alternative: number;
  readonly status: AnswerStatus;
  readonly content: string;
  readonly reasoning: string;
  readonly references: readonly SourceReference[];
  readonly citations: readonly Citation[];
  readonly finishReason?: FinishReason;
  readonly problem?: Problem;
  readonly usage?: Usage;
  readonly trace?: AnswerTrace;
  readonly feedback?: Feedback;
  readonly createdAt: number;
}

export type Message = Question | AnswerMessage;
