import { ColloquyError, createClient } from '@colloquy/client';
import type { ConversationView } from '@colloquy/protocol';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { forgetDrafts, keepDraft, readDraft } from '../features/chat/drafts.ts';
import { LiveTurns } from '../features/chat/live-turns.ts';
import { sendFile } from '../features/library/send-file.ts';
import { Uploads } from '../features/library/uploads.ts';
import { isAbsence } from './absence.ts';
import { collected } from './collected.ts';
import { connectionLost } from './connection.ts';
import { keys } from './queries.ts';
import { expireSession, otherPerson, sessionExpired, sessionToken } from './session.ts';

/** The server that this page came from. */
export const client = createClient({ baseUrl: '', token: () => sessionToken.get() });

function onError(error: unknown): void {
  if (!(error instanceof ColloquyError)) return;
  if (error.status === 401 && sessionToken.get() !== undefined) expireSession();
  if (isAbsence(error)) connectionLost.set(true);
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
  send: (file) => sendFile({ ...file, token: sessionToken.get() }),
  // Thousands of files may come in one drop: the lists follow twice a second, not with each of them.
  onAdded: collected<string>(500, (baseIds) => {
    for (const baseId of baseIds) {
      void queryClient.invalidateQueries({ queryKey: keys.documents(baseId) });
      void queryClient.invalidateQueries({ queryKey: keys.installation });
    }
    void queryClient.invalidateQueries({ queryKey: keys.bases, exact: true });
  }),
  onLost: () => connectionLost.set(true),
  onSignedOut: expireSession,
});

connectionLost.subscribe(() => {
  if (connectionLost.get()) return;
  void queryClient.invalidateQueries();
  if (sessionToken.get() !== undefined) uploads.resume();
});

// What a session leaves behind is for the same person only.
sessionToken.subscribe(() => {
  if (sessionToken.get() !== undefined) return uploads.resume();
  liveTurns.clear();
  queryClient.clear();
  if (sessionExpired.get()) uploads.pause();
  else uploads.clear();
});

otherPerson.subscribe(() => {
  uploads.clear();
  forgetDrafts();
});
