import { beforeEach, describe, expect, it } from 'vitest';
import type { Session, User } from '../domain/account.ts';
import { AppError } from '../domain/errors.ts';
import type { Sessions, Users } from '../ports/repositories.ts';
import { type AccountsParts, createAccounts } from './accounts.ts';
import { createPasswordHash } from './password-hash.ts';

const DAY = 86_400_000;
const owner: User = { id: 'owner', tenantId: 'owner', nickname: 'Owner', createdAt: 0, updatedAt: 0 };
const passwordKey = { publicKey: 'PEM', open: (text: string) => text.replace(/^wrapped:/, '') };
const ann = { email: 'Ann@Example.org', nickname: 'Ann', password: 'correct horse', address: '::1' };

function rows() {
  const people = new Map<string, User>([[owner.id, owner]]);
  const open = new Map<string, Session>();
  const reads = { sessions: 0 };
  const users: Users = {
    find: async (id) => people.get(id),
    save: async (user) => void people.set(user.id, user),
    replace: async (user) => people.has(user.id) && people.set(user.id, user) === people,
    remove: async (id) => people.delete(id),
    owner: async () => people.get(owner.id),
    findByEmail: async (email) => [...people.values()].find((user) => user.email === email),
    claim: async (user) => {
      if (people.get(user.id)?.email !== undefined) throw new AppError('conflict', 'claimed');
      people.set(user.id, user);
    },
  };
  const sessions: Sessions = {
    find: async (id) => {
      reads.sessions++;
      return open.get(id);
    },
    save: async (session) => void open.set(session.id, session),
    replace: async (session) => open.has(session.id) && open.set(session.id, session) === open,
    remove: async (id) => open.delete(id),
    removeExpired: async (now) => {
      const expired = [...open.values()].filter((session) => session.expiresAt <= now);
      for (const { id } of expired) open.delete(id);
      return expired.length;
    },
    removeOfUser: async (userId) => {
      const own = [...open.values()].filter((session) => session.userId === userId);
      for (const { id } of own) open.delete(id);
      return own.length;
    },
  };
  return { people, open, reads, repositories: { users, sessions } };
}

describe('accounts', () => {
  let store: ReturnType<typeof rows>;
  let clock: { time: number };
  const make = (options: Partial<AccountsParts> = {}) =>
    createAccounts({
      repositories: store.repositories,
      passwordKey,
      openRegistration: false,
      firstAccountCode: 'the-code',
      localToken: 'the-local-token',
      now: () => clock.time,
      passwordHash: createPasswordHash({ logN: 4, parallel: 1 }),
      ...options,
    });

  beforeEach(() => {
    store = rows();
    clock = { time: 1_000_000 };
  });

  describe('the first account', () => {
    it('takes over the owner, with the one-time code', async () => {
      const accounts = make();
      expect(await accounts.state()).toEqual({ needsFirstAccount: true, registrationOpen: false });
      const { user, token } = await accounts.register({ ...ann, code: 'the-code' });
      expect(user).toMatchObject({
        id: 'owner',
        tenantId: 'owner',
        email: 'ann@example.org',
        nickname: 'Ann',
      });
      expect(await accounts.authenticate(token)).toEqual({
        userId: 'owner',
        tenantId: 'owner',
        via: 'session',
      });
      expect(await accounts.state()).toEqual({ needsFirstAccount: false, registrationOpen: false });
    });

    it('is refused without the code, and with a wrong one', async () => {
      const accounts = make();
      await expect(accounts.register(ann)).rejects.toMatchObject({ code: 'forbidden', field: 'code' });
      await expect(accounts.register({ ...ann, code: 'the-codf' })).rejects.toMatchObject({
        code: 'forbidden',
      });
      expect(store.people.get('owner')).toEqual(owner);
    });

    it('cannot be guessed fast', async () => {
      const accounts = make();
      for (let round = 0; round < 5; round++)
        await accounts.register({ ...ann, code: `${round}` }).catch(() => 0);
      await expect(accounts.register({ ...ann, code: 'the-code' })).rejects.toMatchObject({
        code: 'rate-limited',
      });
    });

    it('needs no code when registration is open', async () => {
      const { user } = await make({ openRegistration: true }).register(ann);
      expect(user.id).toBe('owner');
    });

    it('is made once when two ask at the same moment', async () => {
      const accounts = make();
      const outcomes = await Promise.allSettled([
        accounts.register({ ...ann, code: 'the-code' }),
        accounts.register({ ...ann, email: 'bob@example.org', code: 'the-code' }),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  describe('later accounts', () => {
    const bob = { ...ann, email: 'bob@example.org', nickname: 'Bob' };

    it('are refused unless registration is open', async () => {
      const accounts = make();
      await accounts.register({ ...ann, code: 'the-code' });
      await expect(accounts.register({ ...bob, code: 'the-code' })).rejects.toMatchObject({
        code: 'forbidden',
      });
    });

    it('get a tenant of their own', async () => {
      const accounts = make({ openRegistration: true });
      await accounts.register(ann);
      const { user } = await accounts.register(bob);
      expect(user.id).not.toBe('owner');
      expect(user.tenantId).toBe(user.id);
      await expect(accounts.register(bob)).rejects.toMatchObject({ code: 'conflict' });
    });

    it('begin with what their tenant is given', async () => {
      const given: string[] = [];
      const accounts = make({
        openRegistration: true,
        onNewTenant: async (tenantId) => void given.push(tenantId),
      });
      await accounts.register(ann);
      const { user } = await accounts.register(bob);
      expect(given).toEqual(['owner', user.tenantId]);
    });

    it('need a readable e-mail, a name and a password', async () => {
      const accounts = make({ openRegistration: true });
      await expect(accounts.register({ ...ann, email: 'ann' })).rejects.toMatchObject({ field: 'email' });
      await expect(accounts.register({ ...ann, nickname: ' ' })).rejects.toMatchObject({ field: 'nickname' });
      await expect(accounts.register({ ...ann, password: '' })).rejects.toMatchObject({ field: 'password' });
    });
  });

  describe('login (S12)', () => {
    it('opens a further session; the earlier one goes on', async () => {
      const accounts = make();
      const first = await accounts.register({ ...ann, code: 'the-code' });
      const second = await accounts.login({
        ...ann,
        email: ' ann@example.ORG ',
        password: 'wrapped:correct horse',
      });
      expect(second.outcome).toBe('signed-in');
      expect(await accounts.authenticate(first.token)).toBeDefined();
    });

    it('stores no token and no password', async () => {
      const { token } = await make().register({ ...ann, code: 'the-code' });
      const stored = JSON.stringify([[...store.people.values()], [...store.open.values()]]);
      expect(stored).not.toContain(token);
      expect(stored).not.toContain(ann.password);
    });

    it('slows guessing down for this account from this address only', async () => {
      const accounts = make();
      await accounts.register({ ...ann, code: 'the-code' });
      for (let round = 0; round < 5; round++) {
        expect(await accounts.login({ ...ann, password: 'wrong' })).toEqual({ outcome: 'wrong-password' });
      }
      await expect(accounts.login(ann)).rejects.toMatchObject({
        code: 'rate-limited',
        retryAfterMilliseconds: 1_000,
      });
      expect(await accounts.login({ ...ann, address: '10.0.0.1' })).toMatchObject({ outcome: 'signed-in' });
      clock.time += 1_000;
      expect(await accounts.login(ann)).toMatchObject({ outcome: 'signed-in' });
    });

    it('counts guesses that are sent side by side', async () => {
      const accounts = make();
      await accounts.register({ ...ann, code: 'the-code' });
      const guesses = Array.from({ length: 20 }, () => accounts.login({ ...ann, password: 'wrong' }));
      const refused = (await Promise.allSettled(guesses)).filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(15);
    });

    it('hashes for unknown e-mails too', async () => {
      const real = createPasswordHash({ logN: 4, parallel: 1 });
      const asked: (string | undefined)[] = [];
      const passwordHash = {
        ...real,
        matches: (password: string, stored: string | undefined) => {
          asked.push(stored);
          return real.matches(password, stored);
        },
      };
      const accounts = make({ passwordHash });
      expect(await accounts.login(ann)).toEqual({ outcome: 'unknown-email' });
      expect(asked).toEqual([undefined]);
    });
  });

  describe('tokens', () => {
    it('end with logout', async () => {
      const accounts = make();
      const { token } = await accounts.register({ ...ann, code: 'the-code' });
      await accounts.logout(token);
      expect(await accounts.authenticate(token)).toBeUndefined();
    });

    it('end after the days of silence, and live on with use', async () => {
      const accounts = make({ sessionDays: 2 });
      const { token } = await accounts.register({ ...ann, code: 'the-code' });
      for (let day = 0; day < 5; day++) {
        clock.time += DAY + 1;
        expect(await accounts.authenticate(token)).toBeDefined();
      }
      clock.time += 2 * DAY;
      expect(await accounts.authenticate(token)).toBeUndefined();
    });

    it('cost one look a minute', async () => {
      const accounts = make();
      const { token } = await accounts.register({ ...ann, code: 'the-code' });
      for (let round = 0; round < 10; round++) await accounts.authenticate(token);
      expect(store.reads.sessions).toBe(1);
      clock.time += 60_001;
      await accounts.authenticate(token);
      expect(store.reads.sessions).toBe(2);
    });

    it('that cannot be ours cost none', async () => {
      const accounts = make();
      for (const token of ['', 'garbage', 'x'.repeat(10_000), 'a'.repeat(42), `${'a'.repeat(42)}=`]) {
        expect(await accounts.authenticate(token)).toBeUndefined();
      }
      expect(store.reads.sessions).toBe(0);
    });

    it('that were closed while being read do not come back', async () => {
      const accounts = make({ sessionDays: 2 });
      const { token } = await accounts.register({ ...ann, code: 'the-code' });
      clock.time += DAY + 1;
      const reading = accounts.authenticate(token);
      await accounts.logout(token);
      expect(await reading).toBeUndefined();
      expect(await accounts.authenticate(token)).toBeUndefined();
      expect(store.open.size).toBe(0);
    });

    it('kept in the data folder act as the owner', async () => {
      const accounts = make();
      expect(await accounts.authenticate('the-local-token')).toEqual({
        userId: 'owner',
        tenantId: 'owner',
        via: 'local',
      });
      expect(await accounts.authenticate('the-local-tokeN')).toBeUndefined();
      expect(await make({ localToken: undefined }).authenticate('the-local-token')).toBeUndefined();
    });
  });
});
