import type { Profile, Session, User } from '../../domain/account.ts';
import { AppError } from '../../domain/errors.ts';
import type { Sessions, Users } from '../../ports/repositories.ts';
import { present, presentJson, toNullableJson } from './columns.ts';
import type { SqlDatabase } from './database.ts';
import { sqlRows } from './rows.ts';
import type { SessionRow, UserRow } from './schema.ts';

/** Users as rows. */
export function sqlUsers(database: SqlDatabase): Users {
  const { queries } = database;
  const { repository, first } = sqlRows(database, { table: 'users', rowOf: rowOfUser, entityOf: userOf });
  return {
    ...repository,
    findByEmail: (email) => first({ email }),
    owner: () => first({}),
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
export function sqlSessions(database: SqlDatabase): Sessions {
  const { queries } = database;
  const mapping = { table: 'sessions', rowOf: rowOfSession, entityOf: sessionOf } as const;
  return {
    ...sqlRows(database, mapping).repository,
    async removeExpired(now) {
      const result = await queries.deleteFrom('sessions').where('expires_at', '<=', now).executeTakeFirst();
      return Number(result.numDeletedRows);
    },
    async removeOfUser(userId) {
      const result = await queries.deleteFrom('sessions').where('user_id', '=', userId).executeTakeFirst();
      return Number(result.numDeletedRows);
    },
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

function userOf(row: UserRow): User {
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

function rowOfSession({ id, userId, createdAt, expiresAt }: Session): SessionRow {
  return { id, user_id: userId, created_at: createdAt, expires_at: expiresAt };
}

function sessionOf(row: SessionRow): Session {
  return { id: row.id, userId: row.user_id, createdAt: row.created_at, expiresAt: row.expires_at };
}
