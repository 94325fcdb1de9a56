import { z } from 'zod';

/**
 * `POST /turns`. With `conversationId` the turn is stored and goes on without readers; without it nothing is stored
 * and the turn ends when its reader leaves. The answer is the event stream, or with `Prefer: respond-async` 202 and
 * {@link TurnStarted}.
 */
export const NewTurn = z.strictObject({
  conversationId: z.string().max(64).optional(),
  dialogId: z.string().max(64).optional(),
  /** Id of the question, made by the client; sending one again joins its running turn or asks for another answer. */
  messageId: z.string().min(1).max(64).optional(),
  /** An earlier question of the conversation: it and all that follows are deleted, this one takes their place. */
  replaces: z.string().min(1).max(64).optional(),
  question: z.string().min(1).max(100_000),
  /** Earlier messages, for a turn that is not stored. */
  history: z
    .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string().max(1_000_000) }))
    .max(1_000)
    .optional(),
  /** Searched instead of the assistant's own bases. */
  baseIds: z.array(z.string().max(64)).max(1_000).optional(),
  documentIds: z.array(z.string().max(64)).max(10_000).optional(),
});
export type NewTurn = z.infer<typeof NewTurn>;

export const TurnStarted = z.object({ turnId: z.string(), messageId: z.string() });
export type TurnStarted = z.infer<typeof TurnStarted>;
