import { beforeEach, describe, expect, it } from 'vitest';
import { createSeal } from '../adapters/files/seal.ts';
import { createMemoryRepositories } from '../adapters/memory/repositories.ts';
import type { Repositories } from '../ports/repositories.ts';
import { type ApiKeyDesk, createApiKeys } from './api-keys.ts';
import { ensureTenant } from './tenancy.ts';

const ann = { tenantId: 'ann', userId: 'ann' };

describe('keys for programs', () => {
  let repositories: Repositories;
  let time: number;
  let keys: ApiKeyDesk;
  const open = () => createApiKeys({ repositories, seal: createSeal(Buffer.alloc(32)), now: () => time });

  beforeEach(async () => {
    repositories = createMemoryRepositories();
    time = 1;
    keys = open();
    for (const id of ['ann', 'bob']) {
      await repositories.users.save({ id, tenantId: id, nickname: id, createdAt: 1, updatedAt: 1 });
      await ensureTenant(repositories, id, 1);
    }
  });

  it('have the form that clients know, and come with a token for embedded pages', async () => {
    const { token, beta, ...rest } = await keys.create(ann);
    expect(token).toMatch(/^ragflow-[\w-]{43}$/);
    expect(beta).toMatch(/^[\w-]{32}$/);
    expect(rest).toEqual({ tenantId: 'ann', createdAt: 1, updatedAt: 1 });
    expect(await keys.list('ann')).toEqual([{ token, beta, ...rest }]);
    expect(await keys.list('bob')).toEqual([]);
  });

  it('stand nowhere in the store', async () => {
    const { token, beta = '' } = await keys.create(ann);
    const stored = JSON.stringify(await repositories.apiKeys.list({ tenantId: 'ann' }));
    expect(stored).not.toContain(token.slice(8));
    expect(stored).not.toContain(beta);
  });

  it('open the tenant of who made them, now and after a restart', async () => {
    const { token, beta = '' } = await keys.create(ann);
    for (const desk of [keys, keys, open()]) {
      const principal = await desk.authenticate(token);
      expect(principal).toMatchObject({ tenantId: 'ann', userId: 'ann', via: 'api-key' });
      expect(await desk.authenticateBeta(beta)).toEqual({ ...principal, via: 'beta' });
      // Neither does the work of the other.
      expect(await desk.authenticate(beta)).toBeUndefined();
      expect(await desk.authenticateBeta(token)).toBeUndefined();
      expect(await desk.authenticate(`${token}x`)).toBeUndefined();
    }
  });

  it('bound to an assistant have no second token', async () => {
    const bound = await keys.create(ann, { dialogId: 'g1' });
    await keys.create(ann);
    expect(bound.beta).toBeUndefined();
    expect(await keys.list('ann', { dialogId: 'g1' })).toEqual([bound]);
    expect(await keys.list('ann')).toHaveLength(2);
  });

  it('get a second token when they are listed without one', async () => {
    const { token } = await keys.create(ann);
    const [row] = await repositories.apiKeys.list({ tenantId: 'ann' });
    const { betaHash: _, sealedBeta: __, ...without } = row ?? expect.fail();
    await repositories.apiKeys.save(without);
    time = 5;
    const [listed] = await keys.list('ann');
    expect(listed).toMatchObject({ token, updatedAt: 5 });
    expect(await keys.authenticateBeta(listed?.beta ?? '')).toMatchObject({ tenantId: 'ann' });
    expect(await keys.list('ann')).toEqual([listed]);
  });

  it('end at once, with all that they opened', async () => {
    const { token, beta = '' } = await keys.create(ann);
    const principal = await keys.authenticate(token);
    await keys.authenticateBeta(beta);
    const ended: string[] = [];
    const leave = keys.onRevoked((id) => ended.push(id));
    expect(await keys.revoke('bob', token)).toBe(false);
    expect(await keys.authenticate(token)).toEqual(principal);
    expect(await keys.revoke('ann', token)).toBe(true);
    expect(await keys.authenticate(token)).toBeUndefined();
    expect(await keys.authenticateBeta(beta)).toBeUndefined();
    expect(ended).toEqual([principal?.keyId]);
    leave();
    expect(await keys.revoke('ann', token)).toBe(false);
  });

  it('are not believed again by a look that began before their end', async () => {
    const { token } = await keys.create(ann);
    const { users } = repositories;
    const { promise: blocked, resolve: go } = Promise.withResolvers<void>();
    const slow = createApiKeys({
      repositories: {
        ...repositories,
        users: {
          ...users,
          async find(id) {
            await blocked;
            return users.find(id);
          },
        },
      },
      seal: createSeal(Buffer.alloc(32)),
    });
    const looking = slow.authenticate(token);
    await slow.revoke('ann', token);
    go();
    expect(await looking).toBeUndefined();
    expect(await slow.authenticate(token)).toBeUndefined();
  });

  it('of a suspended person open nothing', async () => {
    const { token } = await keys.create(ann);
    expect(await keys.authenticate(token)).toBeDefined();
    const user = (await repositories.users.find('ann')) ?? expect.fail();
    await repositories.users.save({ ...user, suspendedAt: 2 });
    keys.forget('ann');
    expect(await keys.authenticate(token)).toBeUndefined();
  });
});
