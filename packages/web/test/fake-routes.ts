import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerFeedback, NewTurn } from '@colloquy/protocol';
import { json } from './fake-body.ts';
import { documentRoutes } from './fake-documents.ts';
import { find, libraryRoutes, removeFrom } from './fake-library.ts';
import { scriptedCitations, scriptedSources } from './fake-script.ts';
import { settingsRoutes } from './fake-settings.ts';
import { fail, Refusal, type State } from './fake-state.ts';
import type { FakeTurn } from './fake-turns.ts';

/** Answers one request; what it returns is sent as JSON. */
export type Handler = (call: {
  id: string;
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
}) => unknown;

/** The routes of the typed dialect, by method and path. */
export function createRoutes(fake: State): Readonly<Record<string, Handler>> {
  const signIn = async (request: IncomingMessage) => {
    const { password, code, email } = (await json(request)) as Record<string, string>;
    if (code !== undefined && code !== fake.code)
      fail(403, 'forbidden', 'The one-time code is not the one that was printed.', 'code');
    if (password === 'throttled')
      throw new Refusal(
        429,
        { code: 'rate-limited', message: 'Too many failed attempts; try again in 2 s.', retryable: true },
        { 'retry-after': '2' },
      );
    if (password === 'wrong-password') fail(401, 'unauthenticated', 'E-mail and password do not match.');
    fake.claimed = true;
    const token = `token-${fake.tokens.size}-${email}`;
    fake.tokens.add(token);
    return { token, expiresAt: Date.now() + 1e9, account: { id: email, email, nickname: 'Ada' } };
  };
  return {
    'GET /status': () => ({
      version: '0',
      needsFirstAccount: !fake.claimed,
      registrationOpen: false,
    }),
    'POST /accounts': ({ request }) => signIn(request),
    'POST /sessions': ({ request }) => signIn(request),
    'DELETE /sessions/current': () => void fake.tokens.clear(),
    ...settingsRoutes(fake),
    ...libraryRoutes(fake),
    ...documentRoutes(fake),
    'GET /dialogs': () => fake.dialogs,
    'GET /conversations': () =>
      fake.conversations.map(({ exchanges, opener, ...summary }) => summary).reverse(),
    'POST /conversations': async ({ request }) => {
      const { name, dialogId = 'd' } = (await json(request)) as { name: string; dialogId?: string };
      const id = `conversation-${fake.conversations.length + 1}`;
      fake.conversations.push({
        id,
        name,
        dialogId,
        createdAt: Date.now(),
        updatedAt: Date.now(),
        opener: '',
        exchanges: [],
      });
      return find(fake.conversations, id);
    },
    'GET /conversations/:id': ({ id }) => find(fake.conversations, id),
    'PATCH /conversations/:id': async ({ id, request }) =>
      Object.assign(find(fake.conversations, id), await json(request)),
    'DELETE /conversations/:id': ({ id }) => removeFrom(fake.conversations, id),
    'POST /turns': async ({ request, response }) => {
      const turn = (await json(request)) as NewTurn;
      const conversation = find(fake.conversations, turn.conversationId ?? '');
      const sources = scriptedSources(fake.documents, fake.texts);
      const first = conversation.exchanges.findIndex((exchange) => exchange.id === turn.replaces);
      if (first >= 0) conversation.exchanges.splice(first);
      const question = { id: turn.messageId ?? '', text: turn.question };
      return stream(
        fake.turns.start(conversation, question, sources, scriptedCitations(sources)),
        0,
        response,
      );
    },
    'GET /turns/:id/events': ({ id, request, response }) =>
      stream(find([...fake.turns.all.values()], id), Number(request.headers['last-event-id'] ?? 0), response),
    'PUT /turns/:id/feedback': async ({ id, request }) => {
      const { thumb, text } = (await json(request)) as AnswerFeedback;
      const answers = fake.conversations.flatMap(({ exchanges }) => exchanges.flatMap((one) => one.answers));
      const answer = answers.find(({ turnId }) => turnId === id) ?? fail(404, 'not-found', 'No such turn.');
      Object.assign(answer, {
        feedback: thumb === null ? undefined : { thumb, ...(text === undefined ? {} : { text }) },
      });
    },
    'POST /turns/:id/stop': ({ id }) => {
      fake.turns.stop(find([...fake.turns.all.values()], id));
      return { stopped: true };
    },
  };
}

async function stream(turn: FakeTurn, after: number, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (let seq = after; !response.destroyed; ) {
    const { changed } = turn;
    for (; seq < turn.log.length; seq++)
      response.write(`id: ${seq + 1}\ndata: ${JSON.stringify(turn.log[seq])}\n\n`);
    if (turn.view.status !== 'running') break;
    await changed;
  }
  response.end();
}
