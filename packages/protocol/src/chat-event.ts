import { z } from 'zod';
import { Problem } from './problem.ts';

/** One verified citation. `quote` is the passage itself: it equals `source.text.slice(span.start, span.end)`. */
export const Citation = z.object({
  /** The n of `[ID:n]` in the answer: index into `sources`. */
  marker: z.number(),
  chunkId: z.string(),
  documentId: z.string(),
  documentName: z.string(),
  span: z.object({ start: z.number(), end: z.number() }),
  /** The quote's place in the document's extracted text. */
  start: z.number(),
  end: z.number(),
  quote: z.string(),
  /** Where the mark begins in the answer text, UTF-16 units. */
  position: z.number(),
  origin: z.enum(['model', 'matched']),
  /** The document has been deleted: `quote` and `documentName` are empty. */
  deleted: z.boolean().optional(),
});
export type Citation = z.infer<typeof Citation>;

export const Source = z.object({
  chunkId: z.string(),
  documentId: z.string(),
  baseId: z.string(),
  documentName: z.string(),
  headings: z.array(z.string()),
  text: z.string(),
  /** Place in the document's extracted text. */
  start: z.number(),
  end: z.number(),
  regions: z.array(
    z.object({ page: z.number(), box: z.tuple([z.number(), z.number(), z.number(), z.number()]) }),
  ),
  score: z.number(),
  textScore: z.number(),
  vectorScore: z.number(),
  /** The document has been deleted: text and names are empty. */
  deleted: z.boolean().optional(),
});
export type Source = z.infer<typeof Source>;

export const FinishReason = z.enum(['stop', 'length', 'content-filter', 'tool-calls', 'cancelled']);
export type FinishReason = z.infer<typeof FinishReason>;
export const Usage = z.object({ inputTokens: z.number(), outputTokens: z.number() });
export type Usage = z.infer<typeof Usage>;
export const Stage = z.enum(['understand', 'retrieve', 'compose', 'generate']);
export type Stage = z.infer<typeof Stage>;

export const Answer = z.object({
  text: z.string(),
  reasoning: z.string(),
  citations: z.array(Citation),
  sources: z.array(Source),
});
export type Answer = z.infer<typeof Answer>;

export const SourceTrace = z.object({
  chunkId: z.string(),
  textRank: z.number().optional(),
  textScore: z.number(),
  gramScore: z.number(),
  vectorRank: z.number().optional(),
  vectorScore: z.number(),
  fusedRank: z.number(),
  fusedScore: z.number(),
  rerankScore: z.number().optional(),
  dropped: z.enum(['below-minimum', 'past-top-n', 'duplicate', 'no-room']).optional(),
});
export type SourceTrace = z.infer<typeof SourceTrace>;

export const AnswerTrace = z.object({
  question: z.string(),
  searchText: z.string(),
  model: z.string(),
  embedding: z.string().optional(),
  milliseconds: z.object({
    understand: z.number().optional(),
    retrieve: z.number().optional(),
    compose: z.number().optional(),
    generate: z.number().optional(),
    total: z.number().optional(),
  }),
  searchedChunks: z.number(),
  vectorWeight: z.number(),
  sources: z.array(SourceTrace),
});
export type AnswerTrace = z.infer<typeof AnswerTrace>;

/** The events of the typed dialect, as `data:` of SSE messages whose `id:` is the sequence number. */
export const ChatEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('turn-start'),
    turnId: z.string(),
    conversationId: z.string(),
    messageId: z.string(),
    createdAt: z.number(),
  }),
  z.object({ type: z.literal('stage-start'), stage: Stage }),
  z.object({ type: z.literal('stage-end'), stage: Stage, milliseconds: z.number() }),
  z.object({ type: z.literal('references-available'), sources: z.array(Source), searchedChunks: z.number() }),
  z.object({ type: z.literal('reasoning-delta'), delta: z.string() }),
  z.object({ type: z.literal('text-delta'), delta: z.string(), citations: z.array(Citation).optional() }),
  z.object({
    type: z.literal('answer-end'),
    answer: Answer,
    finishReason: FinishReason,
    usage: Usage,
    trace: AnswerTrace,
  }),
  z.object({ type: z.literal('error'), problem: Problem, partial: Answer.optional() }),
]);
export type ChatEvent = z.infer<typeof ChatEvent>;
