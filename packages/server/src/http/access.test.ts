import Fastify, { type InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp, LOCAL_TOKEN, type Resident } from '../../test/http-app.ts';
import { type DeclaredRoute, requireDeclaredAccess } from './access.ts';

describe('the access rule', () => {
  it('refuses a route that does not declare its access (S1)', () => {
    const app = Fastify();
    requireDeclaredAccess(app);
    expect(() => app.get('/open', async () => 'x')).toThrow(
      'The route GET /open does not declare its access.',
    );
    app.get('/closed', { config: { access: 'public' } }, async () => 'x');
  });
});

/** Bodies with which each route would do its work for whoever owns these things. */
function bodyFor(url: string, ids: Resident, messageId: string): object | undefined {
  const { conversationId, dialog, base } = ids;
  const bodies: Record<string, object> = {
    '/turns': { conversationId, messageId, question: 'Stolen?', baseIds: [base.id] },
    '/turns/:id/feedback': { thumb: 'up' },
    '/conversations': { dialogId: dialog.id },
    '/conversations/:id': { name: 'Stolen' },
    '/bases': { name: 'Mine' },
    '/bases/:id': { name: 'Stolen base' },
    '/bases/:id/removals': { ids: [ids.document.id] },
    '/bases/:id/retries': { ids: [ids.document.id] },
    '/v1/conversation/set': { is_new: false, conversation_id: conversationId, name: 'Stolen' },
    '/v1/conversation/rm': { conversation_ids: [conversationId] },
    '/v1/conversation/stop': { conversation_id: conversationId },
    '/v1/conversation/completion': {
      conversation_id: conversationId,
      messages: [{ role: 'user', content: 'Stolen?', id: messageId }],
    },
  };
  return bodies[url];
}

/** Somebody with everything that the routes can name by an id. */
interface Target extends Resident {
  readonly turnId: string;
}

async function settleWithTurn(house: HttpApp, name: string): Promise<Target> {
  const resident = await house.settle(name);
  const { conversationId } = resident;
  const started = await house.app.inject({
    method: 'POST',
    url: '/turns',
    headers: { ...house.headers(resident), prefer: 'respond-async' },
    payload: { conversationId, messageId: 'q1', question: 'Hello?' },
  });
  const { turnId } = started.json();
  await house.app.inject({ url: `/turns/${turnId}/events`, headers: house.headers(resident) });
  return { ...resident, turnId };
}

/** Calls a route so that it would do its work on these things, for whoever may do that. */
function call(
  house: HttpApp,
  { method, url }: DeclaredRoute,
  headers: Record<string, string>,
  things: Target,
): Promise<Answered> {
  const kind = url.split('/')[1] ?? '';
  const ids: Record<string, string> = {
    turns: things.turnId,
    bases: things.base.id,
    documents: things.document.id,
    conversations: things.conversationId,
    dialogs: things.dialog.id,
  };
  const query = `?conversation_id=${things.conversationId}&dialog_id=${things.dialog.id}`;
  const body = method === 'GET' || method === 'HEAD' ? undefined : bodyFor(url, things, 'stolen-question');
  return house.app.inject({
    method: method as InjectOptions['method'],
    url: url.replace(':id', ids[kind] ?? 'x') + (url.startsWith('/v1/') ? query : ''),
    headers,
    ...(body === undefined ? {} : { payload: body }),
  } as InjectOptions);
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  /** The codes of the old dialect, whose status is always 200. */
  readonly old: readonly number[];
}

const NOBODY: Refusal = { status: 401, code: 'unauthenticated', old: [401] };
const FOREIGN: Refusal = { status: 404, code: 'not-found', old: [102, 103] };

function expectRefusal({ method, url }: DeclaredRoute, answer: Answered, refusal: Refusal): void {
  const isOld = url.startsWith('/v1/');
  expect(answer.statusCode).toBe(isOld ? 200 : refusal.status);
  if (method === 'HEAD') expect(answer.body).toBe('');
  else if (isOld) {
    expect(refusal.old).toContain(answer.json().code);
    expect(answer.json().data ?? false).toBe(false);
  } else expect(answer.json().code).toBe(refusal.code);
}

describe('every route, called by a stranger (S1)', async () => {
  const house = await createHttpApp();
  const routes = house.app.declaredRoutes;
  const closed = routes.filter(({ access }) => access !== 'public');
  const guarded = closed.filter(({ access }) => access !== 'account');
  /** The first account is the owner's: the local token acts for her. */
  let ann: Target;
  let bob: Target;
  let before: string;

  beforeAll(async () => {
    ann = await settleWithTurn(house, 'ann');
    bob = await settleWithTurn(house, 'bob');
    before = await everythingOf(house, ann, bob);
  });
  afterAll(() => house.close());

  it('lists what it tests', () => {
    expect(routes.length).toBeGreaterThan(45);
    expect(guarded.length).toBeGreaterThan(20);
    expect(
      routes
        .filter(({ access }) => access === 'public')
        .map(({ method, url }) => `${method} ${url}`)
        .sort(),
    ).toEqual([
      'GET /healthz',
      'GET /status',
      'GET /v1/user/public_key',
      'HEAD /healthz',
      'HEAD /status',
      'HEAD /v1/user/public_key',
      'POST /accounts',
      'POST /sessions',
      'POST /v1/user/login',
      'POST /v1/user/register',
    ]);
    // Who takes an id in the address loads what it names.
    expect(closed.filter(({ access, url }) => access === 'account' && url.includes(':'))).toEqual([]);
  });

  it.each(closed)('$method $url: nobody without a token, or with a wrong one', async (route) => {
    const wrong = [
      '',
      'garbage',
      'Bearer garbage',
      `Bearer ${'A'.repeat(43)}`,
      `Basic ${ann.token}`,
      `${ann.token}x`,
      ann.tenantId,
    ];
    for (const authorization of wrong) {
      const answer = await call(house, route, authorization === '' ? {} : { authorization }, ann);
      expectRefusal(route, answer, NOBODY);
    }
  });

  const strangers = [
    ['a session', () => [house.headers(bob), ann] as const],
    ['the local token', () => [{ authorization: `Bearer ${LOCAL_TOKEN}` }, bob] as const],
  ] as const;
  describe.each(strangers)('with %s of another tenant', (_kind, stranger) => {
    it.each(guarded)('$method $url: nothing', async (route) => {
      const answer = await call(house, route, ...stranger());
      expectRefusal(route, answer, FOREIGN);
      expect(answer.body).not.toContain('red button');
    });

    it.each(closed)('$method $url: a body that names foreign things brings none', async (route) => {
      const [headers, { token: _, ...things }] = stranger();
      if (route.url === '/v1/user/logout' || route.url === '/sessions/current') return;
      const { body } = await call(house, route, headers, { token: '', ...things });
      for (const secret of [things.document.id, things.tenantId, 'red button'])
        expect(body).not.toContain(secret);
    });

    it.each(guarded)('$method $url: what is foreign answers as what is missing', async (route) => {
      if (route.url.startsWith('/v1/')) return;
      const [headers, things] = stranger();
      const nothing = {
        ...things,
        turnId: 'none',
        conversationId: 'none',
        base: { ...things.base, id: 'none' },
        document: { ...things.document, id: 'none' },
        dialog: { ...things.dialog, id: 'none' },
      };
      const foreign = await call(house, route, headers, things);
      const missing = await call(house, route, headers, nothing);
      expect([missing.statusCode, missing.body]).toEqual([foreign.statusCode, foreign.body]);
    });
  });

  it('left everything as it was', async () => {
    expect(await everythingOf(house, ann, bob)).toBe(before);
  });

  // The refusals above would prove nothing if the calls were no good.
  it.each(guarded)('$method $url: does its work for whose things they are', async (route) => {
    const own = await createHttpApp();
    try {
      await own.settle('first');
      const things = await settleWithTurn(own, 'cleo');
      if (route.url.endsWith('/retry')) await failDocument(own, things);
      const answer = await call(own, route, own.headers(things), things);
      // A form with files is no matter of this test: it gets as far as being asked for one.
      if (route.method === 'POST' && route.url === '/bases/:id/documents')
        return expect(answer.statusCode).toBe(415);
      expect([answer.statusCode, answer.body]).toEqual([
        expect.toSatisfy((status) => status < 300),
        answer.body,
      ]);
      if (route.url.startsWith('/v1/') && /^\{/.test(answer.body)) expect(answer.json().code).toBe(0);
    } finally {
      await own.close();
    }
  });
});

type Answered = Awaited<ReturnType<HttpApp['app']['inject']>>;

/** All that could be harmed, as one text. */
async function everythingOf({ repositories }: HttpApp, ...residents: readonly Resident[]): Promise<string> {
  const { conversations, knowledgeBases, documents, dialogs } = repositories;
  const found = residents.map(({ conversationId, base, document, dialog }) =>
    Promise.all([
      conversations.find(conversationId),
      conversations.messages(conversationId),
      knowledgeBases.find(base.id),
      documents.find(document.id),
      dialogs.find(dialog.id),
    ]),
  );
  return JSON.stringify(await Promise.all(found));
}

/** Only what has failed can be tried again. */
async function failDocument({ repositories }: HttpApp, { document }: Resident): Promise<void> {
  const problem = { code: 'timeout', message: 'It took too long.', retryable: true } as const;
  await repositories.documents.update(document.id, { status: 'failed', problem });
}
