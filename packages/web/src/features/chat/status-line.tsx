import { strings } from '../../strings/strings.ts';
import type { TurnState } from './fold-turn.ts';

export interface StatusLineProps {
  readonly state: TurnState;
  /** Passages in the bases that are searched, before the server has said it. */
  readonly passages: number | undefined;
  readonly lost: boolean;
}

/** What is happening while an answer is made, in one line with real numbers. */
export function StatusLine({ state, passages, lost }: StatusLineProps) {
  return (
    <p className="tabular flex min-h-8 items-center gap-2 text-quiet">
      <span aria-hidden className="size-1.5 rounded-full bg-quiet motion-safe:animate-pulse" />
      {wordsFor(state, passages, lost)}
    </p>
  );
}

function wordsFor(state: TurnState, passages: number | undefined, lost: boolean): string {
  const { stages } = strings.chat;
  if (lost) return stages.reconnecting;
  if (state.turnId === undefined) return stages.sending;
  const read = state.answer.sources.length;
  switch (state.stage) {
    case 'understand':
      return stages.understand;
    case 'retrieve':
      return stages.retrieve(state.searchedChunks ?? passages);
    case 'compose':
      return stages.compose(read);
    case 'generate':
      return stages.generate(read);
    default:
      return stages.waiting;
  }
}
