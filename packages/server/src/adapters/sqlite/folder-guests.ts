import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from './failure.ts';

/** A connection that nobody refers to is collected, and its lock with it; this keeps them until they are released. */
const held = new Set<DatabaseSync>();

export interface Hold {
  release(): void;
}

/**
 * Says that this process uses the server of a data folder. The sign is a shared lock on `guests.db`: the operating
 * system takes it away however the process ends.
 * @returns undefined when the host is about to leave, or when there is no folder for such a sign
 */
export function joinAsGuest(folder: string): Hold | undefined {
  // Only a read takes the shared lock.
  const hold = take(folder, 'begin; select count(*) from sqlite_schema');
  return typeof hold === 'string' ? undefined : hold;
}

/** Lets no guest in any more. @returns undefined while there are guests */
export function closeToGuests(folder: string): Hold | undefined {
  const hold = take(folder, 'begin exclusive');
  // A folder that is gone or broken has no guests to wait for.
  if (hold === 'unusable') return { release: () => undefined };
  return hold === 'busy' ? undefined : hold;
}

function take(folder: string, statements: string): Hold | 'busy' | 'unusable' {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'guests.db'), { timeout: 0 });
    database.exec(statements);
  } catch (error) {
    database?.close();
    return isBusy(error) ? 'busy' : 'unusable';
  }
  const lock = database;
  held.add(lock);
  return {
    release() {
      if (held.delete(lock)) lock.close();
    },
  };
}
