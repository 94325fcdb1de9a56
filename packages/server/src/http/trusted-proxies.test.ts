import { afterEach, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpApp } from '../../test/http-app.ts';

const ACCOUNT = { email: 'ann@example.org', password: 'password of ann' };

describe('behind a proxy', () => {
  const houses: HttpApp[] = [];
  afterEach(async () => {
    await Promise.all(houses.splice(0).map((house) => house.close()));
  });

  async function open(trustedProxies: readonly string[]) {
    const house = await createHttpApp({ settings: { trustedProxies } });
    houses.push(house);
    await house.settle('ann');
    /** The status of a sign-in over a proxy on this machine, which tells who it serves. */
    return async (forwardedFor: string, password: string, remoteAddress = '127.0.0.1') =>
      (
        await house.app.inject({
          method: 'POST',
          url: '/sessions',
          remoteAddress,
          headers: { 'x-forwarded-for': forwardedFor },
          payload: { ...ACCOUNT, password },
        })
      ).statusCode;
  }

  it('that is trusted, guesses from one place do not keep out another', async () => {
    const signIn = await open(['loopback', '10.0.0.0/8']);
    for (let round = 0; round < 5; round++) expect(await signIn('198.51.100.1', 'wrong')).toBe(401);
    expect(await signIn('198.51.100.1', 'wrong')).toBe(429);
    expect(await signIn('192.0.2.7, 10.0.0.1', ACCOUNT.password)).toBe(201);
    // What the guesser himself puts in front of the list is not believed.
    expect(await signIn('192.0.2.8, 198.51.100.1', 'wrong')).toBe(429);
  });

  it.each([
    [['10.0.0.0/8'], '127.0.0.1'],
    [['loopback'], '198.51.100.9'],
    [[], '127.0.0.1'],
  ])('trusting %j: a caller at %s cannot name other addresses to go on guessing', async (trusted, from) => {
    const signIn = await open(trusted);
    for (let round = 0; round < 5; round++) expect(await signIn(`192.0.2.${round}`, 'wrong', from)).toBe(401);
    expect(await signIn('192.0.2.99', 'wrong', from)).toBe(429);
  });
});
