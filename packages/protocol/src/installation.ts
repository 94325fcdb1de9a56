import { z } from 'zod';
import { Problem } from './problem.ts';

/** A model that the server can use. */
export const ModelView = z.object({
  /** `name@provider` */
  ref: z.string(),
  kind: z.enum(['chat', 'embedding', 'rerank']),
  /** The one that is used when nobody names another. */
  isDefault: z.boolean(),
  /** What it is, in a sentence. */
  description: z.string(),
});
export type ModelView = z.infer<typeof ModelView>;

/** `GET /installation`: what one's account holds, and what the server works with. */
export const Installation = z.object({
  version: z.string(),
  library: z.object({
    bases: z.number(),
    documents: z.number(),
    ready: z.number(),
    failed: z.number(),
    passages: z.number(),
    /** Size of the originals. */
    bytes: z.number(),
  }),
  /** Largest file that is accepted. */
  maxUploadBytes: z.number(),
  models: z.array(ModelView),
  /** Where everything is kept on the server's machine; told to the owner of the server alone. */
  dataFolder: z.string().optional(),
});
export type Installation = z.infer<typeof Installation>;

/** `POST /models/check` */
export const ModelToCheck = z.strictObject({
  ref: z.string().min(1).max(400),
  kind: z.enum(['chat', 'embedding']),
});
export type ModelToCheck = z.infer<typeof ModelToCheck>;

/** One step on the way to a model's first words, in the order in which they are taken. */
export const ModelStep = z.enum(['connection', 'key', 'model', 'answer']);
export type ModelStep = z.infer<typeof ModelStep>;

/** Answer of `POST /models/check`. */
export const ModelCheck = z.object({
  /** Until the first sign of life, or until it failed. */
  milliseconds: z.number(),
  /** The step that failed, and why; absent when the model answered. */
  failed: z.object({ step: ModelStep, problem: Problem }).optional(),
});
export type ModelCheck = z.infer<typeof ModelCheck>;
