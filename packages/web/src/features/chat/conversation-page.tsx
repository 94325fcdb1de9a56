import { newMessageId } from '@colloquy/client';
import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { liveTurns } from '../../app/services.ts';
import { Button } from '../../components/button.tsx';
import { Placeholder } from '../../components/placeholder.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { strings } from '../../strings/strings.ts';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { ComposerPills } from './composer-pills.tsx';
import { ExchangeList } from './exchange-list.tsx';
import { OpenEvidence } from './open-evidence.tsx';
import { ToEndButton } from './to-end-button.tsx';
import { useChosenBases } from './use-chosen-bases.ts';
import { useConversation } from './use-conversation.ts';
import { useExchangeActions } from './use-exchange-actions.ts';
import { useScrollAtEnd } from './use-scroll-at-end.ts';

/** The page of one conversation. A new one for each, so that nothing of the last stays behind. */
export function ConversationPage() {
  const { conversationId } = useParams({ from: '/app/c/$conversationId' });
  return <Conversation key={conversationId} conversationId={conversationId} />;
}

function Conversation({ conversationId }: { readonly conversationId: string }) {
  const { view, error, refetch, exchanges, live } = useConversation(conversationId);
  const bases = useChosenBases(conversationId);
  const { message } = useSearch({ from: '/app/c/$conversationId' });
  const { scroller, content, atEnd, toEnd } = useScrollAtEnd(message === undefined);
  const actions = useExchangeActions(conversationId, bases.chosen, exchanges);
  // What the server has stored as ended needs no Stop, even before its stream has said so.
  const running = live.find(({ messageId }) =>
    exchanges.some(({ id, answers }) => id === messageId && answers.at(-1)?.status === 'running'),
  );
  useEffect(() => {
    document.title = view?.name || strings.product;
  }, [view?.name]);
  const send = async (question: string): Promise<void> => {
    liveTurns.ask({ conversationId, messageId: newMessageId(), question, baseIds: bases.chosen });
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
            className="mx-auto grid w-full max-w-[72ch] grid-cols-1 px-4 pb-4 md:pt-10 text-reading"
          >
            {error && !view && (
              <ProblemNote error={error}>
                <Button onClick={() => void refetch()}>{strings.common.retry}</Button>
              </ProblemNote>
            )}
            {!view && !error && exchanges.length === 0 && <Placeholder lines={6} />}
            <ExchangeList
              exchanges={exchanges}
              live={live}
              passages={bases.passages}
              linked={message}
              actions={actions}
            />
          </div>
        </div>
        <div className="relative mx-auto w-full max-w-[72ch] px-4 pt-2 pb-4 text-reading">
          {!atEnd && <ToEndButton onClick={toEnd} />}
          <Composer
            conversationId={conversationId}
            onStop={running && (() => liveTurns.stop(conversationId, running.messageId))}
            onSend={send}
          >
            <ComposerPills dialogId={view?.dialogId} bases={bases} />
          </Composer>
        </div>
        <Announcer state={exchanges.at(-1)?.answers.at(-1)} />
      </main>
      <OpenEvidence exchanges={exchanges} pin={actions.pin} />
    </div>
  );
}
