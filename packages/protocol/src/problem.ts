import { z } from 'zod';

/** Every error of the typed dialect: the body of an answer with a 4xx or 5xx status, and the last event of a failed turn. */
export const Problem = z.object({
  /** What programs decide by, e.g. `not-found`; see docs/protocol.md. */
  code: z.string(),
  /** What happened and what to do, in a sentence for a person. */
  message: z.string(),
  retryable: z.boolean(),
  /** The field at fault, for `invalid-request`. */
  field: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
