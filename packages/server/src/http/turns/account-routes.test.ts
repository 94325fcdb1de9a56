import { ServerStatus, SignedIn } from '@colloquy/protocol';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, FIRST_CODE, type HttpApp, LOCAL_TOKEN } from '../../../test/http-app.ts';

const ACCOUNT = { email: 'ann@example.org', nickname: 'Ann', password: 'correct horse' };

describe('accounts of the typed dialect', () => {
  let house: HttpApp;
  const inject = (options: InjectOptions) => house.app.inject(options);
  beforeAll(async () => {
    house = await createHttpApp({ openRegistration: false });
  });
  afterAll(() => house.close());

  it('the first one needs the code, the next ones are refused', async () => {
    const status = async () => ServerStatus.parse((await inject({ url: '/status' })).json());
    expect(await status()).toEqual({ version: '1.2.3', needsFirstAccount: true, registrationOpen: false });

    const without = await inject({ method: 'POST', url: '/accounts', payload: ACCOUNT });
    expect([without.statusCode, without.json().code, without.json().field]).toEqual([
      403,
      'forbidden',
      'code',
    ]);

    const made = await inject({
      method: 'POST',
      url: '/accounts',
      payload: { ...ACCOUNT, code: FIRST_CODE },
    });
    expect(made.statusCode).toBe(201);
    const { token, account } = SignedIn.strict().parse(made.json());
    expect(account).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      email: 'ann@example.org',
      nickname: 'Ann',
    });
    expect(await status()).toMatchObject({ needsFirstAccount: false });

    const second = { ...ACCOUNT, email: 'bob@example.org', code: FIRST_CODE };
    expect((await inject({ method: 'POST', url: '/accounts', payload: second })).statusCode).toBe(403);
    for (const authorization of [token, `Bearer ${token}`, `bearer ${token}`]) {
      const me = await inject({ url: '/account', headers: { authorization } });
      expect(me.json()).toEqual(account);
    }
  });

  it('signing in tells nothing about which accounts exist (S12)', async () => {
    const attempt = (email: string) =>
      inject({ method: 'POST', url: '/sessions', payload: { email, password: 'wrong' } });
    const known = await attempt('ann@example.org');
    const unknown = await attempt('nobody@example.org');
    expect(known.statusCode).toBe(401);
    expect(known.json()).toEqual({
      code: 'unauthenticated',
      message: 'E-mail and password do not match.',
      retryable: false,
    });
    expect([unknown.statusCode, unknown.body]).toEqual([known.statusCode, known.body]);
  });

  it('signing in opens a session and signing out ends it', async () => {
    const { email, password } = ACCOUNT;
    const { token } = (
      await inject({ method: 'POST', url: '/sessions', payload: { email, password } })
    ).json();
    const headers = { authorization: `Bearer ${token}` };
    expect((await inject({ method: 'DELETE', url: '/sessions/current', headers })).statusCode).toBe(204);
    const after = await inject({ url: '/account', headers });
    expect([after.statusCode, after.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });

  it('changes name and password; a wrong present password does not end the session', async () => {
    const { email, password } = ACCOUNT;
    const signIn = (given: string) =>
      inject({ method: 'POST', url: '/sessions', payload: { email, password: given } });
    const headers = { authorization: `Bearer ${(await signIn(password)).json().token}` };
    const renamed = await inject({
      method: 'PATCH',
      url: '/account',
      headers,
      payload: { nickname: 'Anna' },
    });
    expect(renamed.json()).toMatchObject({ nickname: 'Anna', email });
    const change = (current: string, next: string) =>
      inject({ method: 'PUT', url: '/account/password', headers, payload: { current, password: next } });
    const wrong = await change('not this one', 'another horse');
    expect([wrong.statusCode, wrong.json().field]).toEqual([400, 'current']);
    expect((await change(password, 'short')).json()).toMatchObject({ field: 'password' });
    expect((await change(password, 'another horse')).statusCode).toBe(204);
    expect((await inject({ url: '/account', headers })).statusCode).toBe(200);
    expect((await signIn(password)).statusCode).toBe(401);
    expect((await change('another horse', password)).statusCode).toBe(204);
    await inject({ method: 'PATCH', url: '/account', headers, payload: { nickname: ACCOUNT.nickname } });
  });

  it('guessing is slowed down, and the answer says for how long', async () => {
    const payload = { email: 'carol@example.org', password: 'wrong' };
    for (let round = 0; round < 5; round++) await inject({ method: 'POST', url: '/sessions', payload });
    const refused = await inject({ method: 'POST', url: '/sessions', payload });
    expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
      429,
      'rate-limited',
      '1',
    ]);
  });

  it('the local token acts as the owner, and alone may ask for a diagnosis', async () => {
    const headers = { authorization: `Bearer ${LOCAL_TOKEN}` };
    expect((await inject({ url: '/account', headers })).json()).toMatchObject({ nickname: 'Ann' });
    expect((await inject({ url: '/diagnosis', headers })).json()).toEqual({ checks: [] });
    const { email, password } = ACCOUNT;
    const { token } = (
      await inject({ method: 'POST', url: '/sessions', payload: { email, password } })
    ).json();
    expect((await inject({ url: '/diagnosis', headers: { authorization: token } })).statusCode).toBe(403);
  });

  it.each([
    ['not JSON', '{', 'application/json', 400, 'invalid-request'],
    ['empty', '', 'application/json', 400, 'invalid-request'],
    ['a list', '[]', 'application/json', 400, 'invalid-request'],
    ['another type', '<a/>', 'text/xml', 415, 'unsupported'],
    [
      'an unknown field',
      '{"email":"a@b.c","password":"x","role":"owner"}',
      'application/json',
      400,
      'invalid-request',
    ],
  ])('a body that is %s is refused with a sentence', async (_name, payload, type, status, code) => {
    const answer = await inject({
      method: 'POST',
      url: '/sessions',
      payload,
      headers: { 'content-type': type },
    });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.json().message).toMatch(/^.{10,}\.$/);
  });
});
