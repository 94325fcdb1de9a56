import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from './domain/errors.ts';

/** Bytes that must fit into the folder for a start to make sense: what the databases write at once. */
const PROBE_BYTES = 256 * 1024;

/**
 * Makes the data folder, for this user alone, and tries to write into it.
 * @throws AppError `store-unavailable` that says what is wrong with the folder and names the flag
 */
export function prepareDataFolder(folder: string): void {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    makeFolders(folder);
    readdirSync(folder);
    try {
      writeFileSync(probe, new Uint8Array(PROBE_BYTES), { mode: 0o600 });
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (cause) {
    throw unusable(folder, cause as NodeJS.ErrnoException);
  }
}

/** One by one: Node's recursive mkdir goes round for ever where a file system takes no folders (below /proc). */
function makeFolders(folder: string): void {
  const missing: string[] = [];
  for (let path = folder; !existsSync(path) && dirname(path) !== path; path = dirname(path)) {
    missing.push(path);
  }
  for (const path of missing.reverse()) makeFolder(path);
}

/** Another process may have made it meanwhile. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const CHOOSE = 'Choose another with --data';

/** What a person can do about each error of the operating system; `%` stands for the folder. */
const SENTENCES: Readonly<Record<string, string>> = {
  ENOTDIR: `The data folder % is a file, or lies below one. ${CHOOSE}.`,
  EACCES: `The data folder % may not be written by this user. ${CHOOSE}, or change its permissions.`,
  EPERM: `The data folder % may not be written by this user. ${CHOOSE}, or change its permissions.`,
  EROFS: `The data folder % is on a disk that can only be read. ${CHOOSE}.`,
  ENOSPC: `The disk of the data folder % is full. Make room, or choose another folder with --data.`,
  EDQUOT: `This user may not store more on the disk of the data folder %. Make room, or choose another folder with --data.`,
  ENAMETOOLONG: `The path of the data folder % is too long. Choose a shorter one with --data.`,
  ELOOP: `The data folder % is a link that leads back to itself. ${CHOOSE}.`,
  ENOENT: `The data folder % cannot be made: there is no place for folders. ${CHOOSE}.`,
};

/** The error for a data folder that cannot be used. */
export function unusable(folder: string, cause: NodeJS.ErrnoException): AppError {
  const { code = 'unknown' } = cause;
  const sentence = SENTENCES[code] ?? `The data folder % cannot be used (${code}). ${CHOOSE}.`;
  const message = sentence.replace('%', () => folder);
  return new AppError('store-unavailable', message, { cause, field: 'data', retryable: false });
}
