import { type ReactNode, useCallback } from 'react';
import { strings } from '../../strings/strings.ts';
import { AnswerNotes } from './answer-notes.tsx';
import { AnswerText } from './answer-text.tsx';
import type { TurnState } from './fold-turn.ts';
import { Reasoning } from './reasoning.tsx';
import { StatusLine } from './status-line.tsx';
import type { ExchangeActions } from './use-exchange-actions.ts';

export interface AnswerViewProps {
  readonly state: TurnState;
  readonly passages: number | undefined;
  readonly lost: boolean;
  readonly pin: ExchangeActions['pin'];
  readonly onRetry: () => void;
  /** Stands below an answer that has ended. */
  readonly footer: ReactNode;
}

/** One answer: what the model thought, its text, what has to be said about it, what can be done with it. */
export function AnswerView({ state, passages, lost, pin, onRetry, footer }: AnswerViewProps) {
  const { status, answer, turnId = '' } = state;
  const running = status === 'running';
  const onPin = useCallback((marker: number) => pin(turnId, marker), [pin, turnId]);
  return (
    <div className="group/answer grid min-w-0 grid-cols-1 gap-3" data-testid="answer" data-status={status}>
      <h3 className="sr-only">{strings.chat.answer}</h3>
      {answer.reasoning !== '' && <Reasoning text={answer.reasoning} open={running && answer.text === ''} />}
      {answer.text !== '' && <AnswerText answer={answer} streaming={running} onPin={onPin} />}
      {running ? <StatusLine state={state} passages={passages} lost={lost} /> : null}
      <AnswerNotes state={state} onRetry={onRetry} />
      {!running && turnId !== '' && footer}
    </div>
  );
}
