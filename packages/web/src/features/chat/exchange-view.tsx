import { memo, useState } from 'react';
import { AnswerFooter } from './answer-footer.tsx';
import { AnswerView } from './answer-view.tsx';
import type { ExchangeState } from './merge-exchanges.ts';
import { QuestionView } from './question-view.tsx';
import type { ExchangeActions } from './use-exchange-actions.ts';

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
  const { answers } = exchange;
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
    <article className="grid grid-cols-1 gap-4" data-testid="exchange">
      <QuestionView exchange={exchange} actions={actions} />
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
              conversationId={actions.conversationId}
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
