import type { Answer, ChatEvent } from '../domain/chat-event.ts';
import type { Citation, SourceReference } from '../domain/chunk.ts';

/** The answer as far as the events of its turn tell it: the fold of a log. */
export interface AnswerDraft {
  add(event: ChatEvent): void;
  answer(): Answer;
  readonly searchedChunks: number;
}

/** An empty draft. Text is kept in pieces and joined when it is asked for, so that long answers stay linear. */
export function createAnswerDraft(): AnswerDraft {
  const text: string[] = [];
  const reasoning: string[] = [];
  const citations: Citation[] = [];
  let references: readonly SourceReference[] = [];
  let searchedChunks = 0;
  return {
    add(event) {
      if (event.type === 'text-delta') {
        text.push(event.delta);
        if (event.citations) citations.push(...event.citations);
      } else if (event.type === 'reasoning-delta') reasoning.push(event.delta);
      else if (event.type === 'references-available') ({ references, searchedChunks } = event);
    },
    answer: () => ({
      text: text.join(''),
      reasoning: reasoning.join(''),
      citations: [...citations],
      references,
    }),
    get searchedChunks() {
      return searchedChunks;
    },
  };
}
