import { newMessageId } from '@colloquy/client';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import { liveTurns } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { EvidencePanel } from '../evidence/evidence-panel.tsx';
import { Announcer } from './announcer.tsx';
import { BasePicker } from './base-picker.tsx';
import { Composer } from './composer.tsx';
import { type ExchangeActions, ExchangeView } from './exchange-view.tsx';
import { ToEndButton } from './to-end-button.tsx';
import { useChosenBases } from './use-chosen-bases.ts';
import { useConversation } from './use-conversation.ts';
import { useScrollAtEnd } from './use-scroll-at-end.ts';

/** The page of one conversation. A new one for each, so that nothing of the last stays behind. */
export function ConversationPage() {
  const { conversationId } = useParams({ from: '/app/c/$conversationId' });
  return <Conversation key={conversationId} conversationId={conversationId} />;
}

function Conversation({ conversationId }: { readonly conversationId: string }) {
  const { view, error, refetch, exchanges, live } = useConversation(conversationId);
  const { bases, chosen, choose, passages } = useChosenBases(conversationId);
  const { scroller, content, atEnd, toEnd } = useScrollAtEnd();
  const actions = useActions(conversationId, chosen);
  const running = live.find(({ state }) => state.status === 'running');
  useEffect(() => {
    document.title = view?.name || strings.product;
  }, [view?.name]);
  const send = async (question: string): Promise<void> => {
    liveTurns.ask({ conversationId, messageId: newMessageId(), question, baseIds: chosen });
    toEnd();
  };
  return (
    <div className="flex min-h-0 flex-1">
      <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
        <div
          ref={scroller}
          className="thin-scroll min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable_both-edges]"
        >
          <h1 className="sr-only">{view?.name ?? strings.shell.untitled}</h1>
          <div
            ref={content}
            className="mx-auto grid w-full max-w-[72ch] gap-8 px-4 pt-4 pb-8 md:pt-14 text-reading"
          >
            {error && !view && (
              <ProblemNote error={error}>
                <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
              </ProblemNote>
            )}
            {!view && !error && exchanges.length === 0 && <Placeholder lines={6} />}
            {exchanges.map((exchange) => (
              <ExchangeView
                key={exchange.id}
                exchange={exchange}
                passages={passages}
                lost={live.some(
                  ({ messageId, connection }) => messageId === exchange.id && connection === 'lost',
                )}
                actions={actions}
              />
            ))}
          </div>
        </div>
        <div className="relative mx-auto w-full max-w-[72ch] px-4 pb-4 text-reading">
          {!atEnd && <ToEndButton onClick={toEnd} />}
          <Composer
            conversationId={conversationId}
            onStop={running && (() => liveTurns.stop(conversationId, running.messageId))}
            onSend={send}
          >
            {bases.length > 0 && <BasePicker bases={bases} chosen={chosen} onChoose={choose} />}
          </Composer>
        </div>
        <Announcer state={exchanges.at(-1)?.answers.at(-1)} />
      </main>
      <OpenEvidence exchanges={exchanges} pin={actions.pin} />
    </div>
  );
}

type OpenEvidenceProps = Pick<ReturnType<typeof useConversation>, 'exchanges'> & Pick<ExchangeActions, 'pin'>;

/** The evidence of the answer that the address names. */
function OpenEvidence({ exchanges, pin }: OpenEvidenceProps) {
  const { answer: turnId, source } = useSearch({ from: '/app/c/$conversationId' });
  const navigate = useNavigate({ from: '/c/$conversationId' });
  const state = exchanges.flatMap(({ answers }) => answers).find((answer) => answer.turnId === turnId);
  if (turnId === undefined || state === undefined) return null;
  return (
    <EvidencePanel
      key={turnId}
      answer={state.answer}
      open={source}
      onOpen={(marker) => pin(turnId, marker)}
      onClose={() => void navigate({ search: {} })}
    />
  );
}

/** Stable functions, so that finished exchanges are not rendered again. */
function useActions(conversationId: string, chosen: readonly string[]): ExchangeActions {
  const navigate = useNavigate({ from: '/c/$conversationId' });
  const baseIds = chosen.join(' ');
  const pin = useCallback(
    (turnId: string, marker?: number) =>
      void navigate({
        search: marker === undefined ? { answer: turnId } : { answer: turnId, source: marker },
      }),
    [navigate],
  );
  const askAgain = useCallback<ExchangeActions['askAgain']>(
    ({ id, question, answers }) => {
      const named = { conversationId, messageId: id, question };
      const last = answers.at(-1);
      if (last?.turnId !== undefined && last.problem?.code === 'unreachable') {
        liveTurns.follow(named, last.turnId);
        return;
      }
      const previousTurnId = answers.findLast(({ turnId }) => turnId !== undefined)?.turnId;
      liveTurns.ask({
        ...named,
        ...(baseIds === '' ? {} : { baseIds: baseIds.split(' ') }),
        ...(previousTurnId === undefined ? {} : { previousTurnId }),
      });
    },
    [conversationId, baseIds],
  );
  return useMemo(() => ({ pin, askAgain }), [pin, askAgain]);
}
