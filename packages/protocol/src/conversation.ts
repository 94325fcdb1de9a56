import { z } from 'zod';
import { Answer, AnswerTrace, FinishReason, Usage } from './chat-event.ts';
import { Problem } from './problem.ts';

/** `GET /conversations` */
export const ConversationSummary = z.object({
  id: z.string(),
  name: z.string(),
  dialogId: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type ConversationSummary = z.infer<typeof ConversationSummary>;

/** `POST /conversations`; without `dialogId` the tenant's first assistant. */
export const NewConversation = z.strictObject({
  name: z.string().trim().min(1).max(255).optional(),
  dialogId: z.string().max(64).optional(),
});
export type NewConversation = z.infer<typeof NewConversation>;

/** `PATCH /conversations/{id}` */
export const ConversationChange = z.strictObject({ name: z.string().trim().min(1).max(255) });
export type ConversationChange = z.infer<typeof ConversationChange>;

export const AnswerStatus = z.enum(['running', 'done', 'stopped', 'interrupted', 'failed']);
export type AnswerStatus = z.infer<typeof AnswerStatus>;

/** `PUT /turns/{id}/feedback`: what a person thinks of an answer; `thumb: null` takes it back. */
export const AnswerFeedback = z.strictObject({
  thumb: z.enum(['up', 'down']).nullable(),
  /** In the person's words. */
  text: z.string().trim().max(10_000).optional(),
});
export type AnswerFeedback = z.infer<typeof AnswerFeedback>;

export const AnswerView = z.object({
  turnId: z.string(),
  alternative: z.number(),
  status: AnswerStatus,
  answer: Answer,
  finishReason: FinishReason.optional(),
  problem: Problem.optional(),
  usage: Usage.optional(),
  trace: AnswerTrace.optional(),
  /** Absent: nobody has said anything. */
  feedback: z.object({ thumb: z.enum(['up', 'down']), text: z.string().optional() }).optional(),
  createdAt: z.number(),
});
export type AnswerView = z.infer<typeof AnswerView>;

/** A question with all its answers, oldest first; the last one is shown. */
export const Exchange = z.object({
  id: z.string(),
  question: z.string(),
  createdAt: z.number(),
  answers: z.array(AnswerView),
});
export type Exchange = z.infer<typeof Exchange>;

/** `GET /conversations/{id}` */
export const ConversationView = ConversationSummary.extend({
  opener: z.string(),
  exchanges: z.array(Exchange),
});
export type ConversationView = z.infer<typeof ConversationView>;

/** `GET /dialogs` */
export const DialogSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  baseIds: z.array(z.string()),
  searchEverything: z.boolean(),
});
export type DialogSummary = z.infer<typeof DialogSummary>;
