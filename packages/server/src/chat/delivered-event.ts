import type { AnswerTrace, ChatEvent, FinishReason, Usage } from '../domain/chat-event.ts';
import type { Citation, Region } from '../domain/chunk.ts';
import type { Problem } from '../domain/errors.ts';

/** A source with the text that its reader sees. */
export interface DeliveredSource {
  readonly chunkId: string;
  readonly documentId: string;
  readonly baseId: string;
  readonly documentName: string;
  readonly headings: readonly string[];
  readonly text: string;
  /** Place in the document's extracted text, UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly regions: readonly Region[];
  readonly score: number;
  readonly textScore: number;
  readonly vectorScore: number;
  /** The document has been deleted: texts and names are empty. */
  readonly deleted?: true;
}

/** A citation with its quote: `quote === source.text.slice(span.start, span.end)`. */
export interface DeliveredCitation extends Omit<Citation, 'knowledgeBaseId'> {
  readonly documentName: string;
  /** The quote's place in the document's extracted text. */
  readonly start: number;
  readonly end: number;
  readonly quote: string;
  /** The document has been deleted: quote and name are empty. */
  readonly deleted?: true;
}

/** An answer as its reader sees it. */
export interface DeliveredAnswer {
  readonly text: string;
  readonly reasoning: string;
  readonly citations: readonly DeliveredCitation[];
  readonly sources: readonly DeliveredSource[];
}

type Changed = 'references-available' | 'text-delta' | 'answer-end' | 'error';

/** The events as they go out: those of the log, with texts and names read at the moment of delivery. */
export type DeliveredEvent =
  | Exclude<ChatEvent, { readonly type: Changed }>
  | {
      readonly type: 'references-available';
      readonly sources: readonly DeliveredSource[];
      readonly searchedChunks: number;
    }
  | { readonly type: 'text-delta'; readonly delta: string; readonly citations?: readonly DeliveredCitation[] }
  | {
      readonly type: 'answer-end';
      readonly answer: DeliveredAnswer;
      readonly finishReason: FinishReason;
      readonly usage: Usage;
      readonly trace: AnswerTrace;
    }
  | { readonly type: 'error'; readonly problem: Problem; readonly partial?: DeliveredAnswer };
