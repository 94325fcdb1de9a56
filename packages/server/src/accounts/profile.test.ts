import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryRepositories } from '../adapters/memory/repositories.ts';
import type { Principal } from '../domain/access.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { createPasswordHash } from './password-hash.ts';

const ann = { email: 'ann@example.org', nickname: 'Ann', password: 'correct horse', address: '::1' };

describe('what people change about themselves', () => {
  let accounts: Accounts;
  let clock: { time: number };
  let token: string;
  let principal: Principal;

  beforeEach(async () => {
    clock = { time: 1_000_000 };
    accounts = createAccounts({
      repositories: createMemoryRepositories(),
      passwordKey: { publicKey: 'PEM', open: (text) => text },
      openRegistration: true,
      now: () => clock.time,
      passwordHash: createPasswordHash({ logN: 4, parallel: 1 }),
    });
    const made = await accounts.register(ann);
    token = made.token;
    principal = { userId: made.user.id, tenantId: made.user.tenantId, via: 'session' };
  });
  const change = (current: string, password: string) =>
    accounts.changePassword(principal, { current, password, token });

  it('a name of 1 to 100 characters', async () => {
    expect((await accounts.rename(principal, '  Anna ')).nickname).toBe('Anna');
    expect((await accounts.user(principal)).nickname).toBe('Anna');
    await expect(accounts.rename(principal, ' ')).rejects.toMatchObject({ field: 'nickname' });
    expect((await accounts.user(principal)).nickname).toBe('Anna');
  });

  it('a password: every other session ends, this one goes on', async () => {
    const elsewhere = await accounts.login(ann);
    const other = elsewhere.outcome === 'signed-in' ? elsewhere.token : expect.fail('no session');
    expect(await accounts.authenticate(other)).toBeDefined();
    await change(ann.password, 'battery staple');
    expect(await accounts.authenticate(other)).toBeUndefined();
    expect(await accounts.authenticate(token)).toBeDefined();
    expect((await accounts.login(ann)).outcome).toBe('wrong-password');
    expect((await accounts.login({ ...ann, password: 'battery staple' })).outcome).toBe('signed-in');
  });

  it('not without the present password, and guessing it is slow', async () => {
    for (let round = 0; round < 5; round++) {
      await expect(change(`guess ${round}`, 'battery staple')).rejects.toMatchObject({
        code: 'invalid-request',
        field: 'current',
      });
    }
    await expect(change(ann.password, 'battery staple')).rejects.toMatchObject({ code: 'rate-limited' });
    expect((await accounts.login(ann)).outcome).toBe('signed-in');
    clock.time += 60_000;
    await change(ann.password, 'battery staple');
  });

  it('a session that is being read while others are ended does not outlive them', async () => {
    const elsewhere = await accounts.login(ann);
    const other = elsewhere.outcome === 'signed-in' ? elsewhere.token : expect.fail('no session');
    const reading: Promise<unknown>[] = [];
    const changing = change(ann.password, 'battery staple');
    for (let round = 0; round < 50; round++) {
      reading.push(accounts.authenticate(other));
      await new Promise(setImmediate);
    }
    await Promise.all([changing, ...reading]);
    expect(await accounts.authenticate(other)).toBeUndefined();
  });
});
