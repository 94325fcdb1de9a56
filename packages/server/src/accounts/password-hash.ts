import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { AppError } from '../domain/errors.ts';

/** Cost of one hash: `2 ** logN` blocks of `8 * 128` bytes, `parallel` times. */
export interface HashCost {
  readonly logN: number;
  readonly parallel: number;
}

/** 16 MiB and about 160 ms of one pool thread (the OWASP password storage sheet lists it as an equal of N = 2^17, p = 1). */
const STANDARD: HashCost = { logN: 14, parallel: 5 };
const KEY_BYTES = 32;
/** Hashing happens in the thread pool that file access uses too, so only a part of it is ever taken. */
const AT_ONCE = 2;
const WAITING_AT_MOST = 64;

export interface PasswordHash {
  /** A text that holds algorithm, cost, salt and key. */
  make(password: string): Promise<string>;
  /** Costs the same whether or not `stored` is given, so that the time does not tell whether an account exists. */
  matches(password: string, stored: string | undefined): Promise<boolean>;
}

/** scrypt (RFC 7914) with a bound on how many passwords are hashed at once. */
export function createPasswordHash(cost: HashCost = STANDARD): PasswordHash {
  const take = createTurnstile(AT_ONCE, WAITING_AT_MOST);
  const nobody = format(cost, randomBytes(16), randomBytes(KEY_BYTES));
  return {
    async make(password) {
      const salt = randomBytes(16);
      return format(cost, salt, await take(() => derive(password, salt, cost)));
    },
    async matches(password, stored) {
      const known = parse(stored ?? nobody) ?? parse(nobody);
      if (known === undefined) return false;
      const key = await take(() => derive(password, known.salt, known.cost));
      return timingSafeEqual(key, known.key) && stored !== undefined;
    },
  };
}

function derive(password: string, salt: Uint8Array, cost: HashCost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost.logN, r: 8, p: cost.parallel, maxmem: 2 ** (cost.logN + 12) };
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password.normalize('NFC'), salt, KEY_BYTES, options, (error, key) =>
    error === null ? resolve(key) : reject(error),
  );
  return promise;
}

function format(cost: HashCost, salt: Buffer, key: Buffer): string {
  return ['scrypt', cost.logN, cost.parallel, salt.toString('base64url'), key.toString('base64url')].join(
    '$',
  );
}

function parse(text: string): { cost: HashCost; salt: Buffer; key: Buffer } | undefined {
  const [algorithm, logN, parallel, salt, key] = text.split('$');
  if (algorithm !== 'scrypt' || salt === undefined || key === undefined) return undefined;
  const decoded = Buffer.from(key, 'base64url');
  if (decoded.length !== KEY_BYTES) return undefined;
  return {
    cost: { logN: Number(logN), parallel: Number(parallel) },
    salt: Buffer.from(salt, 'base64url'),
    key: decoded,
  };
}

function createTurnstile(atOnce: number, waitingAtMost: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= waitingAtMost) {
        throw new AppError(
          'rate-limited',
          'Too many people are signing in at this moment; try again shortly.',
          {
            retryAfterMilliseconds: 2_000,
          },
        );
      }
      // The place is handed over by whoever leaves, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
