import Fastify, { type InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp, type Resident } from '../../test/http-app.ts';
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
    '/conversations': { dialogId: dialog.id },
    '/conversations/:id': { name: 'Stolen' },
    '/bases': { name: 'Mine' },
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

describe('every route, called by a stranger (S1, S2)', async () => {
  const house = await createHttpApp();
  const routes = house.app.declaredRoutes;
  const closed = routes.filter(({ access }) => access !== 'public');
  const guarded = closed.filter(({ access }) => access !== 'account');
  let ann: Resident;
  let bob: Resident;
  let turnId: string;
  let before: string;

  beforeAll(async () => {
    ann = await house.settle('ann');
    bob = await house.settle('bob');
    const started = await house.app.inject({
      method: 'POST',
      url: '/turns',
      headers: { ...house.headers(ann), prefer: 'respond-async' },
      payload: { conversationId: ann.conversationId, messageId: 'q1', question: 'Hello?' },
    });
    turnId = started.json().turnId;
    await house.app.inject({ url: `/turns/${turnId}/events`, headers: house.headers(ann) });
    before = await everythingOf(house, ann);
  });
  afterAll(() => house.close());

  function call(
    { method, url }: DeclaredRoute,
    headers: Record<string, string>,
    ids: Resident,
  ): Promise<Answered> {
    const kind = url.split('/')[1] ?? '';
    const id = {
      turns: turnId,
      bases: ids.base.id,
      documents: ids.document.id,
      conversations: ids.conversationId,
    }[kind];
    const query = `?conversation_id=${ids.conversationId}&dialog_id=${ids.dialog.id}`;
    const body = bodyFor(url, ids, 'stolen-question');
    const payload = method === 'GET' || body === undefined ? {} : { payload: body };
    const path = url.replace(':id', id ?? 'x') + (url.startsWith('/v1/') ? query : '');
    return house.app.inject({
      method: method as InjectOptions['method'],
      url: path,
      headers,
      ...payload,
    } as InjectOptions);
  }

  it('lists what it tests', () => {
    expect(routes.length).toBeGreaterThan(35);
    expect(guarded.length).toBeGreaterThan(15);
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
      'POST /accounts',
      'POST /sessions',
      'POST /v1/user/login',
      'POST /v1/user/register',
    ]);
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
      const answer = await call(route, authorization === '' ? {} : { authorization }, ann);
      if (route.url.startsWith('/v1/')) {
        expect(answer.statusCode).toBe(200);
        expect(answer.json()).toEqual({
          code: 401,
          message: "<Unauthorized '401: Unauthorized'>",
          data: null,
        });
      } else {
        expect(answer.statusCode).toBe(401);
        expect(answer.json().code).toBe('unauthenticated');
      }
    }
  });

  it.each(guarded)('$method $url: nobody with a token of another tenant', async (route) => {
    const answer = await call(route, house.headers(bob), ann);
    if (route.url.startsWith('/v1/')) {
      expect(answer.statusCode).toBe(200);
      expect([102, 103]).toContain(answer.json().code);
      expect(answer.json().data ?? false).toBe(false);
    } else {
      expect(answer.statusCode).toBe(404);
      expect(answer.json().code).toBe('not-found');
    }
    expect(answer.body).not.toContain('red button');
  });

  it.each(guarded)('$method $url: a foreign thing answers as one that does not exist', async (route) => {
    if (route.url.startsWith('/v1/')) return;
    const nothing = {
      ...ann,
      conversationId: 'none',
      base: { ...ann.base, id: 'none' },
      document: { ...ann.document, id: 'none' },
      dialog: { ...ann.dialog, id: 'none' },
    };
    const [foreign, missing] = [
      await call(route, house.headers(bob), ann),
      await call(route, house.headers(bob), nothing),
    ];
    expect({ status: missing.statusCode, body: missing.body }).toEqual({
      status: foreign.statusCode,
      body: foreign.body,
    });
  });

  it('left everything as it was', async () => {
    expect(await everythingOf(house, ann)).toBe(before);
  });

  it('does not search a foreign base, nor ask a foreign assistant, from a conversation of one own (S2)', async () => {
    const { conversationId } = bob;
    for (const stolen of [{ baseIds: [ann.base.id] }, { baseIds: [bob.base.id, ann.base.id] }]) {
      const payload = { conversationId, question: 'What?', ...stolen };
      const answer = await house.app.inject({
        method: 'POST',
        url: '/turns',
        headers: house.headers(bob),
        payload,
      });
      expect(answer.statusCode).toBe(404);
    }
    const unstored = { dialogId: ann.dialog.id, question: 'What?' };
    const answer = await house.app.inject({
      method: 'POST',
      url: '/turns',
      headers: house.headers(bob),
      payload: unstored,
    });
    expect(answer.statusCode).toBe(404);
    const v1 = { is_new: true, dialog_id: ann.dialog.id };
    const made = await house.app.inject({
      method: 'POST',
      url: '/v1/conversation/set',
      headers: house.headers(bob),
      payload: v1,
    });
    expect(made.json()).toEqual({ code: 102, message: 'Dialog not found' });
  });

  it('does not take over a conversation by making one with its id', async () => {
    const payload = { is_new: true, conversation_id: ann.conversationId, dialog_id: bob.dialog.id };
    const answer = await house.app.inject({
      method: 'POST',
      url: '/v1/conversation/set',
      headers: house.headers(bob),
      payload,
    });
    expect(answer.json().code).toBe(102);
    expect((await house.repositories.conversations.find(ann.conversationId))?.tenantId).toBe(ann.tenantId);
  });

  it('takes no field from a body that a caller may not set (S3)', async () => {
    const fields = {
      tenant_id: bob.tenantId,
      user_id: 'x',
      message: [],
      reference: [{}],
      create_time: 1,
      dialog_id: 'y',
    };
    const payload = { is_new: false, conversation_id: ann.conversationId, name: 'Renamed', ...fields };
    const earlier = await house.repositories.conversations.find(ann.conversationId);
    const answer = await house.app.inject({
      method: 'POST',
      url: '/v1/conversation/set',
      headers: house.headers(ann),
      payload,
    });
    expect(answer.json().code).toBe(0);
    const later = await house.repositories.conversations.find(ann.conversationId);
    expect({ ...later, updatedAt: 0 }).toEqual({ ...earlier, name: 'Renamed', updatedAt: 0 });
    expect(answer.json().data.message).toHaveLength(3);

    const typed = {
      method: 'PATCH',
      url: `/conversations/${ann.conversationId}`,
      headers: house.headers(ann),
    } as const;
    const refused = await house.app.inject({ ...typed, payload: { name: 'x', tenantId: bob.tenantId } });
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({ code: 'invalid-request', field: 'tenantId' });
  });
});

type Answered = Awaited<ReturnType<HttpApp['app']['inject']>>;

/** All that could be harmed, as one text. */
async function everythingOf(
  { repositories }: HttpApp,
  { conversationId, base, document, dialog }: Resident,
): Promise<string> {
  const { conversations, knowledgeBases, documents, dialogs } = repositories;
  return JSON.stringify([
    await conversations.find(conversationId),
    await conversations.messages(conversationId),
    await knowledgeBases.find(base.id),
    await documents.find(document.id),
    await dialogs.find(dialog.id),
  ]);
}
