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
 * @returns undefined when the host is about to leave, or when there is no such folder
 */
export function joinAsGuest(folder: string): Hold | undefined {
  // Only a read takes the shared lock.
  return take(folder, 'begin; select count(*) from sqlite_schema');
}

/** Lets no guest in any more. @returns undefined while there are guests */
export function closeToGuests(folder: string): Hold | undefined {
  return take(folder, 'begin exclusive');
}

function take(folder: string, statements: string): Hold | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'guests.db'), { timeout: 0 });
    database.exec(statements);
  } catch (error) {
    database?.close();
    if (isBusy(error) || database === undefined) return undefined;
    throw error;
  }
  const lock = database;
  held.add(lock);
  return {
    release() {
      if (held.delete(lock)) lock.close();
    },
  };
}
