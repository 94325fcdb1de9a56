import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../domain/errors.ts';
import { isBusy } from './failure.ts';

/** How long a process that is just ending may still hold the lock, in milliseconds. */
const PATIENCE = 250;

/** A connection that nobody refers to is collected, and its lock with it; this keeps them until they are released. */
const held = new Set<DatabaseSync>();

/**
 * Takes a data folder for this process alone. The lock is an open exclusive
 * transaction on `lock.db`: the operating system frees it however the process ends.
 * @throws AppError `conflict` when another process has it, `store-unavailable` when the folder cannot be written
 */
export function lockDataFolder(path: string): { release(): void } {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(path, 'lock.db'), { timeout: PATIENCE });
    database.exec('begin exclusive');
  } catch (error) {
    database?.close();
    throw isBusy(error) ? taken(path) : unwritable(path, error);
  }
  const lock = database;
  held.add(lock);
  return {
    release() {
      if (held.delete(lock)) lock.close();
    },
  };
}

function taken(path: string): AppError {
  const holder = holderOf(path);
  return new AppError(
    'conflict',
    `The data folder ${path} is in use by ${holder}; stop it, or choose another folder with --data.`,
    { field: 'data' },
  );
}

/** Who holds the lock, as far as the running server has written it down. */
function holderOf(path: string): string {
  try {
    const server: unknown = JSON.parse(readFileSync(join(path, 'server.json'), 'utf8'));
    if (typeof server !== 'object' || server === null) return 'another process';
    const process = 'pid' in server ? `process ${server.pid}` : 'another process';
    return 'url' in server ? `the server at ${server.url} (${process})` : process;
  } catch {
    return 'another process';
  }
}

function unwritable(path: string, cause: unknown): AppError {
  return new AppError(
    'store-unavailable',
    `The data folder ${path} cannot be written; change its permissions, or choose another one with --data.`,
    { cause, retryable: false },
  );
}
