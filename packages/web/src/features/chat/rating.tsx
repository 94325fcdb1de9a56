import type { AnswerView, ConversationView } from '@colloquy/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';
import { IconButton } from '../../components/icon-button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { RatingWords } from './rating-words.tsx';

export interface RatingProps {
  readonly conversationId: string;
  readonly turnId: string;
  readonly feedback: AnswerView['feedback'];
}

/** Thumbs for one answer. A thumb down asks for words, which may be left out. */
export function useRating({ conversationId, turnId, feedback }: RatingProps) {
  const [asking, setAsking] = useState(false);
  const rate = useRate(conversationId, turnId);
  const current = rate.isPending ? rate.variables : feedback;
  const press = (thumb: 'up' | 'down'): void => {
    const taken = current?.thumb === thumb;
    setAsking(!taken && thumb === 'down');
    rate.mutate(taken ? undefined : { thumb });
  };
  const thumbs = (
    <>
      <IconButton
        icon={ThumbsUp}
        label={strings.chat.good}
        aria-pressed={current?.thumb === 'up'}
        className="aria-pressed:text-ink aria-pressed:[&_svg]:fill-current"
        onClick={() => press('up')}
      />
      <IconButton
        icon={ThumbsDown}
        label={strings.chat.bad}
        aria-pressed={current?.thumb === 'down'}
        className="aria-pressed:text-ink aria-pressed:[&_svg]:fill-current"
        onClick={() => press('down')}
      />
    </>
  );
  const words = (
    <>
      {asking && (
        <RatingWords
          onDone={(text) => {
            setAsking(false);
            if (text !== undefined) rate.mutate({ thumb: 'down', text });
          }}
        />
      )}
      {rate.error && <ProblemNote error={rate.error} />}
    </>
  );
  return { thumbs, words, rated: current !== undefined };
}

/** Tells the server, and puts the rating into the loaded conversation. */
function useRate(conversationId: string, turnId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (feedback: AnswerView['feedback']) => client.rateAnswer(turnId, feedback ?? { thumb: null }),
    onSuccess: (_, feedback) => {
      queries.setQueryData<ConversationView>(
        keys.conversation(conversationId),
        (view) => view && withFeedback(view, turnId, feedback),
      );
    },
  });
}

function withFeedback(
  view: ConversationView,
  turnId: string,
  feedback: AnswerView['feedback'],
): ConversationView {
  const exchanges = view.exchanges.map((exchange) => {
    if (!exchange.answers.some((answer) => answer.turnId === turnId)) return exchange;
    const answers = exchange.answers.map((answer) =>
      answer.turnId === turnId ? { ...answer, feedback } : answer,
    );
    return { ...exchange, answers };
  });
  return { ...view, exchanges };
}
