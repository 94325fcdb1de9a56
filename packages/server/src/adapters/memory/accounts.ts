import { AppError } from '../../domain/errors.ts';
import type { Sessions, Users } from '../../ports/repositories.ts';
import { byAge, type MemoryTables, requireRow, requireUnique, rowsOf } from './tables.ts';
import { dropTenantsOfUser } from './tenants.ts';

/** Users in memory. */
export function memoryUsers(tables: MemoryTables): Users {
  const { users, sessions } = tables;
  const rows = rowsOf(users, {
    check: (user) =>
      requireUnique(users, user, (other) => user.email !== undefined && other.email === user.email),
    removed: (id) => {
      dropTenantsOfUser(tables, id);
      for (const session of [...sessions.values()]) if (session.userId === id) sessions.delete(session.id);
    },
  });
  return {
    ...rows,
    findByEmail: async (email) => users.values().find((user) => user.email === email),
    owner: async () => [...users.values()].sort(byAge)[0],
    async claim(user) {
      const standing = users.get(user.id);
      if (standing === undefined || standing.email !== undefined) {
        throw new AppError('conflict', 'This account has been claimed already; sign in instead.');
      }
      await rows.save(user);
    },
  };
}

/** Sessions in memory. */
export function memorySessions({ sessions, users }: MemoryTables): Sessions {
  const removeWhere = (matches: (session: { userId: string; expiresAt: number }) => boolean): number => {
    const found = [...sessions.values()].filter(matches);
    for (const session of found) sessions.delete(session.id);
    return found.length;
  };
  return {
    ...rowsOf(sessions, { check: (session) => requireRow(users, session.userId) }),
    removeExpired: async (now) => removeWhere((session) => session.expiresAt <= now),
    removeOfUser: async (userId) => removeWhere((session) => session.userId === userId),
  };
}
