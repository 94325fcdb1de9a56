import { Info } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import type { TurnState } from './fold-turn.ts';

/** The answerer that quotes and does not write. */
const OFFLINE_MODEL = 'extractive@Offline';

export function isOffline({ trace }: TurnState): boolean {
  return trace?.model === OFFLINE_MODEL;
}

export interface AnswerNotesProps {
  readonly state: TurnState;
  readonly onRetry: () => void;
}

/** What has to be said about an answer: that it broke off and why, that it is made of quotations. */
export function AnswerNotes({ state, onRetry }: AnswerNotesProps) {
  if (state.status === 'running') return null;
  if (state.status === 'failed') {
    return (
      <ProblemNote error={state.problem}>
        <Button onClick={onRetry}>{strings.common.retry}</Button>
      </ProblemNote>
    );
  }
  const note = noteFor(state);
  if (note === undefined) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-quiet text-small">
      <p className="flex min-w-0 flex-1 basis-60 gap-2">
        <Info aria-hidden size={16} className="mt-0.5 shrink-0" />
        {note}
      </p>
      {state.status === 'interrupted' && <Button onClick={onRetry}>{strings.chat.regenerate}</Button>}
    </div>
  );
}

function noteFor(state: TurnState): string | undefined {
  if (state.status === 'interrupted') return strings.chat.interrupted;
  if (state.status === 'stopped') return strings.chat.stopped;
  if (state.finishReason === 'length') return strings.chat.cutShort;
  if (state.finishReason === 'content-filter') return strings.chat.filtered;
  if (state.answer.text === '') return strings.chat.empty;
  return isOffline(state) ? strings.chat.offlineNote : undefined;
}
