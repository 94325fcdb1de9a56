import { ColloquyError, createClient } from '@colloquy/client';
import type { ConversationView } from '@colloquy/protocol';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { keepDraft, readDraft } from '../features/chat/drafts.ts';
import { LiveTurns } from '../features/chat/live-turns.ts';
import { Uploads } from '../features/library/uploads.ts';
import { connectionLost } from './connection.ts';
import { keys } from './queries.ts';
import { expireSession, sessionToken } from './session.ts';

/** The server that this page came from. */
export const client = createClient({ baseUrl: '', token: () => sessionToken.get() });

function onError(error: unknown): void {
  if (!(error instanceof ColloquyError)) return;
  if (error.status === 401 && sessionToken.get() !== undefined) expireSession();
  if (error.code === 'unreachable') connectionLost.set(true);
}

/** What the server said; shown from memory at once and asked anew by every page that shows it. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError, onSuccess: () => connectionLost.set(false) }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      retry: (failures, error) => failures < 2 && error instanceof ColloquyError && error.status >= 500,
    },
    mutations: { networkMode: 'always' },
  },
});

export const liveTurns = new LiveTurns({
  client,
  onEnd: async ({ conversationId, state: { turnId } }) => {
    const load = { queryKey: keys.conversation(conversationId), exact: true };
    void queryClient.invalidateQueries({ queryKey: keys.conversations, exact: true });
    // A first load that is under way would be waited for instead of being repeated, and may be older than the end.
    await queryClient.cancelQueries(load);
    await queryClient.invalidateQueries({ ...load, refetchType: 'all' }, { throwOnError: true });
    const view = queryClient.getQueryData<ConversationView>(load.queryKey);
    const answers = view?.exchanges.flatMap((exchange) => exchange.answers) ?? [];
    return answers.some((answer) => answer.turnId === turnId && answer.status !== 'running');
  },
  onLost: () => connectionLost.set(true),
  onTaken: ({ conversationId, question }) => {
    if (readDraft(conversationId) === question) keepDraft(conversationId, '');
  },
  // The conversation shows the question with a way to send it again; a reload or a sign-in would lose it.
  onUnsent: ({ conversationId, question }) => {
    if (readDraft(conversationId) === '') keepDraft(conversationId, question);
  },
  onSignedOut: expireSession,
});

export const uploads = new Uploads({
  client,
  onAdded: async (baseId) => {
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: keys.documents(baseId) }),
      queryClient.invalidateQueries({ queryKey: keys.bases, exact: true }),
    ]);
  },
});

// Nothing of one person's may be shown to the next.
sessionToken.subscribe(() => {
  if (sessionToken.get() !== undefined) return;
  liveTurns.clear();
  uploads.clear();
  queryClient.clear();
});
