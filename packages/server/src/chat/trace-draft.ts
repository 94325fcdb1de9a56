import type { AnswerTrace, SourceTrace, Stage } from '../domain/chat-event.ts';

/** What is known so far about how an answer comes about: filled stage by stage, read when the turn ends or is cut. */
export interface TraceDraft {
  searchText: string;
  model: string;
  embedding: string | undefined;
  searchedChunks: number;
  vectorWeight: number;
  sources: readonly SourceTrace[];
  /** Tokens of the composed prompt, by our own count. */
  inputTokens: number;
  readonly question: string;
  readonly startedAt: number;
  readonly milliseconds: Partial<Record<Stage, number>>;
}

/** The empty trace of a question whose turn begins at `now`. */
export function createTraceDraft(question: string, now: number): TraceDraft {
  return {
    question,
    searchText: question,
    model: '',
    embedding: undefined,
    searchedChunks: 0,
    vectorWeight: 0,
    sources: [],
    inputTokens: 0,
    startedAt: now,
    milliseconds: {},
  };
}

/** The trace as it stands, for the last event of a turn. */
export function finishTrace(draft: TraceDraft, now: number): AnswerTrace {
  const { question, searchText, model, embedding, searchedChunks, vectorWeight, sources } = draft;
  return {
    question,
    searchText,
    model,
    ...(embedding === undefined ? {} : { embedding }),
    milliseconds: { ...draft.milliseconds, total: now - draft.startedAt },
    searchedChunks,
    vectorWeight,
    sources,
  };
}
