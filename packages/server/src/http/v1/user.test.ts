import { constants, publicEncrypt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpApp, FIRST_CODE, type HttpApp } from '../../../test/http-app.ts';
import { callerOf } from '../../../test/v1-caller.ts';

const REGISTRATION = { nickname: 'Ann', email: 'ann@example.org', password: 'line one\nline two\n' };

describe('/v1/user', () => {
  let house: HttpApp;
  const call = callerOf(() => house);
  beforeAll(async () => {
    house = await createHttpApp({ openRegistration: false, now: () => Date.UTC(2025, 11, 26, 8) });
  });
  afterAll(() => house.close());

  it('registers the first account with the code, and then nobody', async () => {
    expect((await call('/user/register', { email: 'x' })).body).toEqual({
      code: 101,
      message: 'required argument are missing: nickname,password; ',
      data: null,
    });
    const disabled = { code: 103, message: 'User registration is disabled!', data: false };
    expect((await call('/user/register', REGISTRATION)).body).toEqual(disabled);
    expect((await call('/user/register', { ...REGISTRATION, email: 'x' })).body.message).toBe(
      'Invalid email address: x!',
    );
    const { body, token } = await call('/user/register', { ...REGISTRATION, code: FIRST_CODE });
    expect(body).toMatchObject({ code: 0, message: 'Ann, welcome aboard!' });
    expect(Object.keys(body.data)).toEqual(
      (
        'id nickname email avatar language color_schema timezone last_login_time login_channel is_authenticated ' +
        'is_active is_anonymous is_superuser status create_time create_date update_time update_date'
      ).split(' '),
    );
    expect(body.data).toMatchObject({
      update_time: 1_766_736_000_000,
      update_date: 'Fri, 26 Dec 2025 08:00:00 GMT',
    });
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect((await call('/user/register', { ...REGISTRATION, code: FIRST_CODE })).body).toEqual(disabled);
    expect((await call('/user/info', undefined, token)).body.data.email).toBe('ann@example.org');
  });

  it.each([
    [{}, 'Unauthorized!'],
    [{ email: 'who@example.org', password: 'x' }, 'Email: who@example.org is not registered!'],
    [{ email: 'ann@example.org', password: 'x' }, 'Email and password do not match!'],
  ])('refuses a login in the words of the contract: %j', async (payload, message) => {
    expect((await call('/user/login', payload)).body).toEqual({ code: 109, message, data: false });
  });

  it.each(['garbage', '', 'text/plain;x', 'application/xml'])(
    'reads JSON under the content type "%s"',
    async (type) => {
      const { email, password } = REGISTRATION;
      const payload = JSON.stringify({ email, password });
      expect((await call('/user/login', payload, undefined, type)).body.message).toBe('Welcome back!');
    },
  );

  it('logs in with the password as JSON, as a form, and wrapped with the public key', async () => {
    const { email, password } = REGISTRATION;
    const form = new URLSearchParams({ email, password: password.replaceAll('\n', '\r\n') }).toString();
    const key = (await call('/user/public_key')).body.data;
    const inner = Buffer.from(Buffer.from(password).toString('base64'));
    const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, inner).toString('base64');
    const logins = [
      await call('/user/login', { email, password }),
      await call('/user/login', form, undefined, 'application/x-www-form-urlencoded'),
      await call('/user/login', { email, password: wrapped }),
    ];
    expect(logins.map(({ body }) => [body.code, body.message])).toEqual(Array(3).fill([0, 'Welcome back!']));
    expect(new Set(logins.map(({ token }) => token)).size).toBe(3);
    const [first, second] = logins.map(({ token }) => token);
    expect((await call('/user/logout', undefined, first)).body).toEqual({
      code: 0,
      message: 'success',
      data: true,
    });
    expect((await call('/user/info', undefined, first)).body.code).toBe(401);
    expect((await call('/user/info', undefined, `Bearer ${second}`)).body.code).toBe(0);
  });
});
