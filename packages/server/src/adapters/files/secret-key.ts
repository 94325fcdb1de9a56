import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { AppError } from '../../domain/errors.ts';

const BYTES = 32;

/**
 * The secret of an installation, 32 bytes: made from `given` (COLLOQUY_SECRET) when there is one, otherwise read from
 * the file, which is made on the first start and readable by its owner alone.
 * @throws AppError `store-unavailable` when the file cannot be read or is not what this function has written
 */
export function openSecretKey(path: string, given?: string): Buffer {
  if (given !== undefined) return createHash('sha256').update('colloquy secret\0').update(given).digest();
  const standing = read(path);
  if (standing !== undefined) return standing;
  return create(path) ?? openSecretKey(path);
}

function read(path: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppError('store-unavailable', `The secret in ${path} cannot be read; check its permissions.`, {
      cause,
    });
  }
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length === BYTES) return key;
  throw new AppError(
    'store-unavailable',
    `${path} does not hold a secret of this program. Restore it from a backup; without it stored secrets cannot be read.`,
  );
}

/** Undefined when another process has made the file in the meantime. */
function create(path: string): Buffer | undefined {
  const key = randomBytes(BYTES);
  try {
    const file = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
    writeSync(file, `${key.toString('hex')}\n`);
    fsyncSync(file);
    closeSync(file);
    return key;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw new AppError('store-unavailable', `The secret could not be written to ${path}.`, { cause });
  }
}
