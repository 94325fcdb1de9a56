import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answered,
  callRoute,
  headersWith,
  isOld,
  settleWithTurn,
  type Target,
} from '../../test/access-calls.ts';
import { createHttpApp, type HttpApp, type Resident } from '../../test/http-app.ts';
import { tokenHash } from '../accounts/secret.ts';
import type { CredentialKind } from '../domain/access.ts';
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

interface Refusal {
  readonly status: number;
  readonly code: string;
  /** The codes of the old dialects, whose status is always 200. */
  readonly old: readonly number[];
}

/** Programs without a key are told so with code 0 and false as data; embedded pages with code 102. */
const NOBODY: Refusal = { status: 401, code: 'unauthenticated', old: [401, 0, 109, 102] };
const FOREIGN: Refusal = { status: 404, code: 'not-found', old: [102, 103] };

function expectRefusal({ method, url }: DeclaredRoute, answer: Answered, refusal: Refusal): void {
  expect(answer.statusCode).toBe(isOld(url) ? 200 : refusal.status);
  if (method === 'HEAD') expect(answer.body).toBe('');
  else if (isOld(url)) {
    expect(refusal.old).toContain(answer.json().code);
    expect(answer.json().data ?? false).toBe(false);
  } else expect(answer.json().code).toBe(refusal.code);
}

const KINDS: readonly CredentialKind[] = ['session', 'local', 'api-key', 'beta'];

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
    expect(routes.length).toBeGreaterThan(55);
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
      `Bearer ${'A'.repeat(32)}`,
      `Bearer ragflow-${'A'.repeat(43)}`,
      `Basic ${ann.token}`,
      `${ann.token}x`,
      `Bearer ${ann.apiKey}x`,
      ann.tenantId,
    ];
    for (const authorization of wrong) {
      const answer = await callRoute(house, route, authorization === '' ? {} : { authorization }, ann);
      expectRefusal(route, answer, NOBODY);
    }
  });

  it.each(closed)('$method $url: nobody with a credential of another kind', async (route) => {
    for (const kind of KINDS.filter((one) => !route.credentials.includes(one))) {
      const { authorization } = headersWith(kind, ann);
      const [, secret = ''] = authorization.split(' ');
      for (const shown of [authorization, `bearer  ${secret}`, `Token ${secret}`, secret])
        expectRefusal(route, await callRoute(house, route, { authorization: shown }, ann), NOBODY);
    }
  });

  describe.each(KINDS)('with a credential of another tenant: %s', (kind) => {
    const takes = ({ credentials }: DeclaredRoute): boolean => credentials.includes(kind);
    /** The local token is ann's, so the things are bob's. */
    const stranger = () =>
      kind === 'local'
        ? ([headersWith('local', ann), bob] as const)
        : ([headersWith(kind, bob), ann] as const);

    it.each(guarded.filter(takes))('$method $url: nothing', async (route) => {
      const answer = await callRoute(house, route, ...stranger());
      expectRefusal(route, answer, FOREIGN);
      expect(answer.body).not.toContain('red button');
    });

    it.each(closed.filter(takes))(
      '$method $url: a body that names foreign things brings none',
      async (route) => {
        const [headers, things] = stranger();
        if (route.url === '/v1/user/logout' || route.url === '/sessions/current') return;
        const { body } = await callRoute(house, route, headers, things);
        for (const secret of [things.document.id, things.tenantId, things.beta, 'red button'])
          expect(body).not.toContain(secret);
      },
    );

    const typed = guarded.filter(takes).filter(({ url }) => !isOld(url));
    if (typed.length > 0)
      it.each(typed)('$method $url: what is foreign answers as what is missing', async (route) => {
        const [headers, things] = stranger();
        const nothing = {
          ...things,
          turnId: 'none',
          conversationId: 'none',
          base: { ...things.base, id: 'none' },
          document: { ...things.document, id: 'none' },
          dialog: { ...things.dialog, id: 'none' },
        };
        const foreign = await callRoute(house, route, headers, things);
        const missing = await callRoute(house, route, headers, nothing);
        expect([missing.statusCode, missing.body]).toEqual([foreign.statusCode, foreign.body]);
      });
  });

  describe('with the token of an embedded page of the same tenant (S1, S4)', () => {
    const embedded = guarded.filter(({ credentials }) => credentials.includes('beta'));
    const bound = 'b'.repeat(32);

    beforeAll(async () => {
      const { apiKeys } = house.repositories;
      const key = await apiKeys.find(tokenHash(ann.apiKey));
      const { id: dialogId } = await house.settleDialog(ann.tenantId);
      if (key !== undefined)
        await apiKeys.save({ ...key, id: tokenHash('bound'), betaHash: tokenHash(bound), dialogId });
    });

    it.each(embedded)('$method $url: a page of one assistant opens no other', async (route) => {
      const own = await callRoute(house, route, headersWith('beta', ann), ann);
      if (route.method !== 'HEAD') expect(own.json().code).toBe(0);
      const answer = await callRoute(house, route, headersWith('beta', { ...ann, beta: bound }), ann);
      expectRefusal(route, answer, FOREIGN);
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
      const [kind = 'session'] = route.credentials;
      const answer = await callRoute(own, route, headersWith(kind, things), things);
      // A form with files is no matter of this test: it gets as far as being asked for one.
      if (route.method === 'POST' && route.url === '/bases/:id/documents')
        return expect(answer.statusCode).toBe(415);
      expect([answer.statusCode, answer.body]).toEqual([
        expect.toSatisfy((status) => status < 300),
        answer.body,
      ]);
      if (isOld(route.url) && /^\{/.test(answer.body)) expect(answer.json().code).toBe(0);
    } finally {
      await own.close();
    }
  });
});

/** All that could be harmed, as one text. */
async function everythingOf({ repositories }: HttpApp, ...residents: readonly Resident[]): Promise<string> {
  const { conversations, knowledgeBases, documents, dialogs, apiKeys } = repositories;
  const found = residents.map(({ conversationId, base, document, dialog, apiKey }) =>
    Promise.all([
      conversations.find(conversationId),
      conversations.messages(conversationId),
      knowledgeBases.find(base.id),
      documents.find(document.id),
      dialogs.find(dialog.id),
      apiKeys.find(tokenHash(apiKey)),
    ]),
  );
  return JSON.stringify(await Promise.all(found));
}

/** Only what has failed can be tried again. */
async function failDocument({ repositories }: HttpApp, { document }: Resident): Promise<void> {
  const problem = { code: 'timeout', message: 'It took too long.', retryable: true } as const;
  await repositories.documents.update(document.id, { status: 'failed', problem });
}
