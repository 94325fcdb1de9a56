import type { Profile, Session, User } from '../../domain/account.ts';
import { AppError } from '../../domain/errors.ts';
import type { Sessions, Users } from '../../ports/repositories.ts';
import { present, presentJson, toNullableJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import type { SessionRow, UserRow } from './schema.ts';

/** Users as rows. */
export function sqlUsers({ queries }: SqlDatabase): Users {
  const select = () => queries.selectFrom('users').selectAll();
  return {
    find: async (id) => userOf(await select().where('id', '=', id).executeTakeFirst()),
    async save(user) {
      const { id, ...changes } = rowOfUser(user);
      await queries
        .insertInto('users')
        .values({ id, ...changes })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
        .execute();
    },
    async remove(id) {
      const { numDeletedRows } = await queries.deleteFrom('users').where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    },
    findByEmail: async (email) => userOf(await select().where('email', '=', email).executeTakeFirst()),
    owner: async () => userOf(await select().orderBy('created_at').orderBy('id').limit(1).executeTakeFirst()),
    async claim(user) {
      const { id, ...changes } = rowOfUser(user);
      const { numUpdatedRows } = await queries
        .updateTable('users')
        .set(changes)
        .where('id', '=', id)
        .where('email', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) {
        throw new AppError('conflict', 'This account has been claimed already; sign in instead.');
      }
    },
  };
}

/** Sessions as rows; they go with their user. */
export function sqlSessions({ queries }: SqlDatabase): Sessions {
  const remove = async (column: 'id' | 'user_id', value: string): Promise<number> => {
    const result = await queries.deleteFrom('sessions').where(column, '=', value).executeTakeFirst();
    return Number(result.numDeletedRows);
  };
  return {
    async find(id) {
      const row = await queries.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : sessionOf(row);
    },
    async save({ id, userId, createdAt, expiresAt }) {
      const changes = { user_id: userId, created_at: createdAt, expires_at: expiresAt };
      await queries
        .insertInto('sessions')
        .values({ id, ...changes })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
        .execute();
    },
    remove: async (id) => (await remove('id', id)) > 0,
    async removeExpired(now) {
      const result = await queries.deleteFrom('sessions').where('expires_at', '<=', now).executeTakeFirst();
      return Number(result.numDeletedRows);
    },
    removeOfUser: (userId) => remove('user_id', userId),
  };
}

function rowOfUser(user: User): UserRow {
  return {
    id: user.id,
    tenant_id: user.tenantId,
    nickname: user.nickname,
    email: user.email ?? null,
    password_hash: user.passwordHash ?? null,
    profile_json: toNullableJson(user.profile),
    suspended_at: user.suspendedAt ?? null,
    last_login_at: user.lastLoginAt ?? null,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

function userOf(row: UserRow | undefined): User | undefined {
  if (row === undefined) return undefined;
  return {
    id: row.id,
    tenantId: row.tenant_id,
    nickname: row.nickname,
    ...present('email', row.email),
    ...present('passwordHash', row.password_hash),
    ...presentJson<Profile, 'profile'>('profile', row.profile_json),
    ...present('suspendedAt', row.suspended_at),
    ...present('lastLoginAt', row.last_login_at),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function sessionOf(row: SessionRow): Session {
  return { id: row.id, userId: row.user_id, createdAt: row.created_at, expiresAt: row.expires_at };
}
