import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { keys } from '../../app/queries.ts';
import { client, liveTurns } from '../../app/services.ts';
import { mergeExchanges } from './merge-exchanges.ts';

/** A conversation as it stands: what is stored and what is being streamed. Running answers are taken up. */
export function useConversation(conversationId: string) {
  const { data, error, refetch } = useQuery({
    queryKey: keys.conversation(conversationId),
    queryFn: ({ signal }) => client.conversation(conversationId, signal),
  });
  const all = useSyncExternalStore(liveTurns.subscribe, liveTurns.snapshot);
  const live = useMemo(
    () => all.filter((turn) => turn.conversationId === conversationId),
    [all, conversationId],
  );
  useEffect(() => {
    for (const { id, question, answers } of data?.exchanges ?? []) {
      const last = answers.at(-1);
      if (last?.status !== 'running' || liveTurns.isReading(conversationId, id)) continue;
      liveTurns.follow({ conversationId, messageId: id, question }, last.turnId);
    }
  }, [data, conversationId]);
  const exchanges = useMemo(() => mergeExchanges(data?.exchanges ?? [], live), [data, live]);
  return { view: data, error, refetch, exchanges, live };
}
