import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiKey } from '../../src/domain/api-key.ts';
import type { SearchApp } from '../../src/domain/search-app.ts';
import type { Membership, Tenant } from '../../src/domain/tenant.ts';
import type { TenantModel } from '../../src/domain/tenant-model.ts';
import type { Repositories } from '../../src/ports/repositories.ts';
import { user } from './sample-entities.ts';

const time = { createdAt: 1, updatedAt: 2 };
const taken = { code: 'conflict' };

function tenant(id: string, more: Partial<Tenant> = {}): Tenant {
  return { id, name: 'Home', defaultModels: {}, ...time, ...more };
}

function membership(id: string, tenantId: string, userId: string, more: Partial<Membership> = {}) {
  const entity: Membership = { id, tenantId, userId, role: 'normal', invitedBy: tenantId, ...time, ...more };
  return entity;
}

function key(id: string, more: Partial<ApiKey> = {}): ApiKey {
  return { id, tenantId: 'u1', userId: 'u1', sealedToken: `sealed ${id}`, ...time, ...more };
}

function model(id: string, more: Partial<TenantModel> = {}): TenantModel {
  return { id, tenantId: 'u1', provider: 'P', kind: 'chat', name: 'm', enabled: true, ...time, ...more };
}

function app(id: string, more: Partial<SearchApp> = {}): SearchApp {
  return {
    id,
    tenantId: 'u1',
    name: 'Search',
    description: '',
    createdBy: 'u1',
    config: {},
    ...time,
    ...more,
  };
}

/** Tenants, members, keys, models and search pages; part of the suite of repositories. */
export function describeTenants(all: () => Repositories): void {
  describe('tenants and what is theirs', () => {
    beforeEach(async () => {
      for (const id of ['u1', 'u2']) {
        await all().users.save(user(id));
        await all().tenants.save(tenant(id));
      }
    });

    it('keeps every field of a person', async () => {
      const full = user('u1', {
        profile: { avatar: 'data:image/png;base64,AA==', language: 'English', timezone: 'UTC' },
        suspendedAt: 5,
        lastLoginAt: 6,
      });
      await all().users.save(full);
      expect(await all().users.find('u1')).toEqual(full);
      await all().users.save(user('u1'));
      expect(await all().users.find('u1')).toEqual(user('u1'));
    });

    it('keeps tenants with their default models', async () => {
      const full = tenant('u1', { name: 'Ours', defaultModels: { chat: 'm@f', speech: 's@f' } });
      await all().tenants.save(full);
      expect(await all().tenants.find('u1')).toEqual(full);
      expect(await all().tenants.find('nobody')).toBeUndefined();
      await expect(all().tenants.save(tenant('nobody'))).rejects.toMatchObject(taken);
    });

    it('finds members by tenant and by person, oldest first', async () => {
      await all().memberships.save(membership('m2', 'u1', 'u2', { createdAt: 2, role: 'invite' }));
      await all().memberships.save(membership('m1', 'u1', 'u1', { role: 'owner' }));
      await all().memberships.save(membership('m3', 'u2', 'u2', { createdAt: 3, role: 'owner' }));
      expect((await all().memberships.ofTenant('u1')).map(({ id }) => id)).toEqual(['m1', 'm2']);
      expect((await all().memberships.ofUser('u2')).map(({ id }) => id)).toEqual(['m2', 'm3']);
      const invited = await all().memberships.findOf('u1', 'u2');
      expect(invited).toEqual(membership('m2', 'u1', 'u2', { createdAt: 2, role: 'invite' }));
      expect(await all().memberships.findOf('u2', 'u1')).toBeUndefined();
      await expect(all().memberships.save(membership('m4', 'u1', 'u2'))).rejects.toMatchObject(taken);
      await expect(all().memberships.save(membership('m5', 'u1', 'nobody'))).rejects.toMatchObject(taken);
    });

    it('finds keys by their hash, by that of their second token, by tenant, assistant and person', async () => {
      const full = key('k1', { betaHash: 'b1', sealedBeta: 'sealed b1', dialogId: 'g1' });
      await all().apiKeys.save(full);
      await all().apiKeys.save(key('k2', { createdAt: 0 }));
      await all().apiKeys.save(key('k3', { tenantId: 'u2' }));
      expect(await all().apiKeys.find('k1')).toEqual(full);
      expect(await all().apiKeys.findByBeta('b1')).toEqual(full);
      expect(await all().apiKeys.findByBeta('b2')).toBeUndefined();
      const ids = async (filter: { tenantId: string; dialogId?: string }) =>
        (await all().apiKeys.list(filter)).map(({ id }) => id);
      expect(await ids({ tenantId: 'u1' })).toEqual(['k2', 'k1']);
      expect(await ids({ tenantId: 'u1', dialogId: 'g1' })).toEqual(['k1']);
      expect(await ids({ tenantId: 'u2' })).toEqual(['k3']);
      expect((await all().apiKeys.ofUser('u1')).map(({ id }) => id)).toEqual(['k2', 'k1', 'k3']);
      await expect(all().apiKeys.save(key('k4', { betaHash: 'b1' }))).rejects.toMatchObject(taken);
      expect(await all().apiKeys.remove('k1')).toBe(true);
      expect(await all().apiKeys.findByBeta('b1')).toBeUndefined();
    });

    it('keeps one model of a name, kind and provider a tenant', async () => {
      const full = model('a', { sealedKey: 'x', baseUrl: 'http://h/v1', maxTokens: 8192, enabled: false });
      await all().tenantModels.save(full);
      await all().tenantModels.save(model('b', { kind: 'embedding', createdAt: 0 }));
      await all().tenantModels.save(model('c', { tenantId: 'u2' }));
      expect(await all().tenantModels.list('u1')).toEqual([
        model('b', { kind: 'embedding', createdAt: 0 }),
        full,
      ]);
      await expect(all().tenantModels.save(model('d'))).rejects.toMatchObject(taken);
    });

    it('names search pages once a tenant, whatever the case', async () => {
      const full = app('s1', {
        name: 'Über',
        avatar: 'data:',
        config: { kb_ids: ['b'], other: { deep: null } },
      });
      await all().searchApps.save(full);
      await all().searchApps.save(app('s2', { tenantId: 'u2', name: 'über' }));
      expect(await all().searchApps.find('s1')).toEqual(full);
      expect(await all().searchApps.findByName('u1', 'ÜBER')).toEqual(full);
      expect(await all().searchApps.list('u1')).toEqual([full]);
      await expect(all().searchApps.save(app('s3', { name: 'ÜBER' }))).rejects.toMatchObject(taken);
    });

    it('removes what is a tenant’s with the person who owns it', async () => {
      await all().memberships.save(membership('m1', 'u1', 'u2'));
      await all().apiKeys.save(key('k1'));
      await all().tenantModels.save(model('a'));
      await all().searchApps.save(app('s1'));
      await all().users.remove('u1');
      expect(await all().tenants.find('u1')).toBeUndefined();
      expect(await all().memberships.ofUser('u2')).toEqual([]);
      expect(await all().apiKeys.find('k1')).toBeUndefined();
      expect(await all().tenantModels.list('u1')).toEqual([]);
      expect(await all().searchApps.find('s1')).toBeUndefined();
    });
  });
}
