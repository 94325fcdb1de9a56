import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerFeedback, Base, NewTurn } from '@colloquy/protocol';
import { scriptedCitations, scriptedSources, TEXTS } from './fake-script.ts';
import { fail, type State } from './fake-state.ts';
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
  const find = <Row extends { id: string }>(rows: readonly Row[], id: string): Row =>
    rows.find((row) => row.id === id) ?? fail(404, 'not-found', 'There is no such thing.');
  const removeFrom = <Row extends { id: string }>(rows: Row[], id: string): undefined => {
    rows.splice(rows.indexOf(find(rows, id)), 1);
  };
  const signIn = async (request: IncomingMessage) => {
    const { password, code, email } = (await json(request)) as Record<string, string>;
    if (code !== undefined && code !== fake.code)
      fail(403, 'forbidden', 'The one-time code is not the one that was printed.', 'code');
    if (password === 'wrong-password') fail(401, 'unauthenticated', 'E-mail and password do not match.');
    const token = `token-${fake.tokens.size}-${email}`;
    fake.tokens.add(token);
    return { token, expiresAt: Date.now() + 1e9, account: { id: 'u', email, nickname: 'Ada' } };
  };
  return {
    'GET /status': () => ({
      version: '0',
      needsFirstAccount: fake.conversations.length + fake.tokens.size === 0,
      registrationOpen: false,
    }),
    'POST /accounts': ({ request }) => signIn(request),
    'POST /sessions': ({ request }) => signIn(request),
    'DELETE /sessions/current': () => void fake.tokens.clear(),
    'GET /account': () => ({ id: 'u', nickname: 'Ada' }),
    'GET /bases': () => fake.bases.map((base) => counted(fake, base)),
    'POST /bases': async ({ request }) => {
      const { name } = (await json(request)) as { name: string };
      return fake.bases.find((base) => base.name === name) ?? fake.addBase(name);
    },
    'DELETE /bases/:id': ({ id }) => removeFrom(fake.bases, id),
    'GET /bases/:id/documents': ({ id }) => {
      const documents = fake.documents.filter(({ baseId }) => baseId === id);
      return { documents, total: documents.length };
    },
    'POST /bases/:id/documents': async ({ id, request }) => ({
      files: [await takeFile(fake, find(fake.bases, id), request)],
    }),
    'GET /documents/:id': ({ id }) => find(fake.documents, id),
    'DELETE /documents/:id': ({ id }) => removeFrom(fake.documents, id),
    'POST /documents/:id/retry': ({ id }) =>
      Object.assign(find(fake.documents, id), { status: 'ready', passages: 3, problem: undefined }),
    'GET /documents/:id/text': ({ id, url }) => {
      const { name } = find(fake.documents, id);
      const text = TEXTS[name] ?? `${name}\n\nNothing of note.`;
      const start = Math.min(Number(url.searchParams.get('start') ?? 0), text.length);
      const end = Math.min(Number(url.searchParams.get('end') ?? text.length), text.length);
      return { documentId: id, name, start, end, length: text.length, text: text.slice(start, end) };
    },
    'GET /documents/:id/content': ({ id }) => TEXTS[find(fake.documents, id).name] ?? '',
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
      const sources = scriptedSources(fake.documents);
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

async function takeFile(fake: State, base: Base, request: IncomingMessage) {
  const form = await new Response(await bytes(request), {
    headers: { 'content-type': String(request.headers['content-type']) },
  }).formData();
  const file = [...form.values()].find((value) => typeof value !== 'string');
  if (file === undefined) return fail(400, 'invalid-request', 'The request has no file.');
  // The parser of Node drops folders; the name as it was sent is in the bytes.
  const { name } = file;
  if (/\.(exe|png)$/.test(name)) {
    const message = `"${name}" is of a kind that cannot be read; convert it to PDF, DOCX, HTML, Markdown, CSV or text.`;
    return { name, outcome: 'refused', problem: { code: 'unsupported', message, retryable: false } };
  }
  const problem = {
    code: 'parse-failed',
    message: 'The file is damaged; export it again and add it once more.',
    retryable: false,
  };
  const broken = name.includes('broken');
  const document = fake.addDocument(base, name, {
    status: 'working',
    stage: 'embed',
    progress: 0.6,
    size: file.size,
    passages: 0,
  });
  setTimeout(
    () => Object.assign(document, broken ? { status: 'failed', problem } : { status: 'ready', passages: 7 }),
    400,
  );
  return { name, outcome: 'added', document };
}

function counted(fake: State, base: Base): Base {
  const own = fake.documents.filter(({ baseId }) => baseId === base.id);
  const count = (status: string): number => own.filter((document) => document.status === status).length;
  const passages = own.reduce((sum, document) => sum + document.passages, 0);
  return { ...base, documents: own.length, ready: count('ready'), failed: count('failed'), passages };
}

async function bytes(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

async function json(request: IncomingMessage): Promise<unknown> {
  return JSON.parse((await bytes(request)).toString());
}
