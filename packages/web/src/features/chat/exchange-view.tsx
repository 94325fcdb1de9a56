import { memo, useCallback, useState } from 'react';
import { strings } from '../../strings/strings.ts';
import { AnswerFooter } from './answer-footer.tsx';
import { AnswerNotes } from './answer-notes.tsx';
import { AnswerText } from './answer-text.tsx';
import type { TurnState } from './fold-turn.ts';
import type { ExchangeState } from './merge-exchanges.ts';
import { Reasoning } from './reasoning.tsx';
import { StatusLine } from './status-line.tsx';

/** What can be done with an answer. The functions stay the same between renderings. */
export interface ExchangeActions {
  readonly pin: (turnId: string, marker?: number) => void;
  readonly askAgain: (exchange: ExchangeState) => void;
}

export interface ExchangeViewProps {
  readonly exchange: ExchangeState;
  readonly passages: number | undefined;
  readonly lost: boolean;
  readonly actions: ExchangeActions;
}

/** A question and one of its answers, the newest unless an earlier one was chosen. */
export const ExchangeView = memo(function ExchangeView({
  exchange,
  passages,
  lost,
  actions,
}: ExchangeViewProps) {
  const { answers, question } = exchange;
  const [chosen, setChosen] = useState<number>();
  const [known, setKnown] = useState(answers.length);
  if (known !== answers.length) {
    // A new answer has come: it is the one to look at.
    setKnown(answers.length);
    setChosen(undefined);
  }
  const shown = Math.min(chosen ?? answers.length - 1, answers.length - 1);
  const state = answers[shown];
  const askAgain = (): void => actions.askAgain(exchange);
  return (
    <article className="grid gap-4" data-testid="exchange">
      <div className="justify-self-end rounded-xl bg-hover px-4 py-2 sm:max-w-[85%]">
        <h2 className="sr-only">{strings.chat.you}</h2>
        <p className="wrap-anywhere whitespace-pre-wrap text-reading">{question}</p>
      </div>
      {state && (
        <AnswerView
          state={state}
          passages={passages}
          lost={lost}
          pin={actions.pin}
          onRetry={askAgain}
          footer={
            <AnswerFooter
              state={state}
              versions={{ shown, all: answers.length, show: setChosen }}
              onEvidence={() => actions.pin(state.turnId ?? '')}
              onRegenerate={askAgain}
            />
          }
        />
      )}
    </article>
  );
});

interface AnswerViewProps {
  readonly state: TurnState;
  readonly passages: number | undefined;
  readonly lost: boolean;
  readonly pin: ExchangeActions['pin'];
  readonly onRetry: () => void;
  readonly footer: React.ReactNode;
}

function AnswerView({ state, passages, lost, pin, onRetry, footer }: AnswerViewProps) {
  const { status, answer, turnId = '' } = state;
  const running = status === 'running';
  const onPin = useCallback((marker: number) => pin(turnId, marker), [pin, turnId]);
  return (
    <div className="group grid min-w-0 gap-3" data-testid="answer" data-status={status}>
      <h3 className="sr-only">{strings.chat.answer}</h3>
      {answer.reasoning !== '' && <Reasoning text={answer.reasoning} open={running && answer.text === ''} />}
      {answer.text !== '' && <AnswerText answer={answer} streaming={running} onPin={onPin} />}
      {running ? <StatusLine state={state} passages={passages} lost={lost} /> : null}
      <AnswerNotes state={state} onRetry={onRetry} />
      {!running && turnId !== '' && footer}
    </div>
  );
}
