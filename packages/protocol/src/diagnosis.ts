import { z } from 'zod';

/** `GET /diagnosis`: the state of the installation, for its owner on the same machine (`colloquy doctor`). */
export const Diagnosis = z.object({
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      /** What was found, in a sentence or a number. */ detail: z.string(),
    }),
  ),
});
export type Diagnosis = z.infer<typeof Diagnosis>;
