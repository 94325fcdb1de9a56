import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Repositories } from '../../src/ports/repositories.ts';
import type { UsageLedger } from '../../src/ports/usage-ledger.ts';
import { describeConversations } from './conversation-repositories.ts';
import { describeLibrary } from './library-repositories.ts';
import { dialog, user } from './sample-entities.ts';
import { describeTenants } from './tenant-repositories.ts';

export interface OpenedRepositories {
  readonly repositories: Repositories;
  readonly ledger: UsageLedger;
  close(): Promise<void>;
}

/** What every set of repositories keeps, whatever holds the rows. */
export function describeRepositories(name: string, open: () => Promise<OpenedRepositories>): void {
  describe(name, () => {
    let opened: OpenedRepositories;
    const all = () => opened.repositories;

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    describeLibrary(all);
    describeConversations(all);
    describeTenants(all);

    describe('users and sessions', () => {
      it('finds, replaces and removes by id', async () => {
        await all().users.save(user('u1', { email: 'a@example.org', passwordHash: 'h' }));
        await all().users.save(user('u1', { nickname: 'Other', email: 'a@example.org' }));
        expect(await all().users.find('u1')).toEqual(
          user('u1', { nickname: 'Other', email: 'a@example.org' }),
        );
        expect(await all().users.remove('u1')).toBe(true);
        expect(await all().users.remove('u1')).toBe(false);
        expect(await all().users.find('u1')).toBeUndefined();
      });

      it('gives an e-mail to one user only', async () => {
        await all().users.save(user('u1', { email: 'a@example.org' }));
        await expect(all().users.save(user('u2', { email: 'a@example.org' }))).rejects.toMatchObject({
          code: 'conflict',
        });
        await all().users.save(user('u3'));
        await all().users.save(user('u4'));
        expect((await all().users.findByEmail('a@example.org'))?.id).toBe('u1');
        expect(await all().users.findByEmail('b@example.org')).toBeUndefined();
      });

      it('knows the owner: the first user', async () => {
        expect(await all().users.owner()).toBeUndefined();
        await all().users.save(user('u2', { createdAt: 2 }));
        await all().users.save(user('u9', { createdAt: 1 }));
        expect((await all().users.owner())?.id).toBe('u9');
      });

      it('lets one of many claim an account', async () => {
        await all().users.save(user('u1'));
        const claims = await Promise.allSettled(
          [1, 2, 3, 4, 5].map((n) => all().users.claim(user('u1', { email: `${n}@example.org` }))),
        );
        expect(claims.filter((claim) => claim.status === 'fulfilled')).toHaveLength(1);
        const refused = claims.filter((claim) => claim.status === 'rejected');
        expect(refused.every((claim) => claim.reason.code === 'conflict')).toBe(true);
        await expect(all().users.claim(user('nobody'))).rejects.toMatchObject({ code: 'conflict' });
      });

      it('ends sessions by age, by user and with their user', async () => {
        await all().users.save(user('u1'));
        await all().users.save(user('u2'));
        const session = (id: string, userId: string, expiresAt: number) => ({
          id,
          userId,
          createdAt: 1,
          expiresAt,
        });
        for (const [id, userId, end] of [
          ['s1', 'u1', 10],
          ['s2', 'u1', 20],
          ['s3', 'u2', 20],
          ['s4', 'u2', 30],
        ] as const) {
          await all().sessions.save(session(id, userId, end));
        }
        expect(await all().sessions.find('s2')).toEqual(session('s2', 'u1', 20));
        expect(await all().sessions.removeExpired(10)).toBe(1);
        expect(await all().sessions.find('s1')).toBeUndefined();
        expect(await all().sessions.removeOfUser('u1')).toBe(1);
        await all().users.remove('u2');
        expect(await all().sessions.find('s4')).toBeUndefined();
        await expect(all().sessions.save(session('s5', 'nobody', 9))).rejects.toMatchObject({
          code: 'conflict',
        });
      });
    });

    describe('assistants, settings, usage', () => {
      it('keeps every group of an assistant’s settings', async () => {
        await all().dialogs.save(dialog('g1', { createdAt: 2 }));
        await all().dialogs.save(
          dialog('g2', { createdAt: 1, searchEverything: true, knowledgeBaseIds: [] }),
        );
        await all().dialogs.save(dialog('g3', { tenantId: 'other' }));
        expect(await all().dialogs.list('t')).toEqual([
          dialog('g2', { createdAt: 1, searchEverything: true, knowledgeBaseIds: [] }),
          dialog('g1', { createdAt: 2 }),
        ]);
        expect(await all().dialogs.remove('g1')).toBe(true);
        expect(await all().dialogs.find('g1')).toBeUndefined();
      });

      it('keeps what clients store with an assistant, and removed ones out of the list', async () => {
        const full = dialog('g1', {
          icon: 'data:image/png;base64,AA==',
          language: 'English',
          createdBy: 'u',
          sources: { sections: true, sealedWebKey: 'sealed' },
          question: {
            rewriteFollowUps: true,
            translateInto: [],
            addKeywords: false,
            documents: { method: 'manual', manual: [{ key: 'year', op: '>', value: 2020 }] },
          },
          extras: { do_refer: '1', prompt_config: { own: [null, 1] } },
        });
        await all().dialogs.save(full);
        await all().dialogs.save(dialog('g2'));
        expect(await all().dialogs.find('g1')).toEqual(full);
        await all().dialogs.save({ ...full, removedAt: 9 });
        expect(await all().dialogs.find('g1')).toEqual({ ...full, removedAt: 9 });
        expect((await all().dialogs.list('t')).map(({ id }) => id)).toEqual(['g2']);
      });

      it('remembers small facts', async () => {
        expect(await all().settings.get('sample')).toBeUndefined();
        await all().settings.set('sample', '1');
        await all().settings.set('sample', '2');
        expect(await all().settings.get('sample')).toBe('2');
      });

      it('adds tokens up per tenant and model', async () => {
        const record = (tenantId: string, inputTokens: number) =>
          opened.ledger.record({ tenantId, model: 'm@f', usage: { inputTokens, outputTokens: 1 } });
        await Promise.all([...Array.from({ length: 20 }, () => record('t', 5)), record('other', 7)]);
        expect(await opened.ledger.totals('t')).toEqual([
          { model: 'm@f', usage: { inputTokens: 100, outputTokens: 20 } },
        ]);
        expect(await opened.ledger.totals('nobody')).toEqual([]);
      });
    });
  });
}
