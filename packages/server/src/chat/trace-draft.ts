import type { AnswerTrace, SourceTrace, Stage } from '../domain/chat-event.ts';
import type { Source } from '../domain/chunk.ts';
import type { ModelRef } from '../domain/model.ts';
import type { Retrieval } from '../ports/retriever.ts';

/** What is known so far about how an answer comes about: filled stage by stage, read when the turn ends or is cut. */
export interface TraceDraft {
  searchText: string;
  model: string;
  embedding: string | undefined;
  searchedChunks: number;
  vectorWeight: number;
  sources: readonly SourceTrace[];
  /** Counts the tokens of the composed prompt; asked only when the provider does not live to say. */
  countInput: () => number;
  readonly question: string;
  readonly startedAt: number;
  readonly milliseconds: Partial<Record<Stage, number>>;
}

/** The empty trace of a question whose turn begins at this time of a steady clock. */
export function createTraceDraft(question: string, startedAt: number): TraceDraft {
  return {
    question,
    searchText: question,
    model: '',
    embedding: undefined,
    searchedChunks: 0,
    vectorWeight: 0,
    sources: [],
    countInput: () => 0,
    startedAt,
    milliseconds: {},
  };
}

/** Notes what retrieval did. */
export function noteRetrieval(draft: TraceDraft, found: Retrieval, embedding: ModelRef | undefined): void {
  draft.embedding = embedding;
  draft.searchedChunks = found.searchedChunks;
  draft.vectorWeight = found.vectorWeight;
  draft.sources = found.trace;
}

/** Notes which of the retrieved sources the prompt had no room for. */
export function noteDropped(draft: TraceDraft, dropped: readonly Source[]): void {
  if (dropped.length === 0) return;
  const ids = new Set(dropped.map(({ chunk }) => chunk.id));
  draft.sources = draft.sources.map((source) =>
    ids.has(source.chunkId) ? { ...source, dropped: 'no-room' } : source,
  );
}

/** The trace as it stands, for the last event of a turn. */
export function finishTrace(draft: TraceDraft, now: number): AnswerTrace {
  const { question, searchText, model, embedding, searchedChunks, vectorWeight, sources } = draft;
  return {
    question,
    searchText,
    model,
    ...(embedding === undefined ? {} : { embedding }),
    milliseconds: { ...draft.milliseconds, total: Math.round((now - draft.startedAt) * 100) / 100 },
    searchedChunks,
    vectorWeight,
    sources,
  };
}
