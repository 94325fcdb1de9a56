import { AppError } from '../domain/errors.ts';

interface Failures {
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
  /** Milliseconds since the epoch before which no attempt counts. */
  readonly closedUntil: number;
}

export interface ThrottleOptions {
  readonly now: () => number;
  /** Failures that cost nothing. */
  readonly free: number;
  /** Wait after the first failure past the free ones; doubles with each further one. */
  readonly firstWaitMilliseconds: number;
  readonly longestWaitMilliseconds: number;
  /** Failures are forgotten when none has followed for so long. */
  readonly memoryMilliseconds: number;
  /** Keys remembered; the ones that failed longest ago are forgotten first. */
  readonly remembered: number;
}

/** Makes guessing slow: after a few failures under one key, each further one doubles the wait. */
export interface Throttle {
  /** @throws AppError `rate-limited` while the key has to wait */
  check(key: string): void;
  failed(key: string): void;
  succeeded(key: string): void;
  /** Takes back the last failure, which was none; the others still count. */
  takeBack(key: string): void;
}

const STANDARD = {
  free: 5,
  firstWaitMilliseconds: 1_000,
  longestWaitMilliseconds: 900_000,
  memoryMilliseconds: 24 * 3_600_000,
  remembered: 10_000,
};

export function createThrottle(given: Partial<ThrottleOptions> & Pick<ThrottleOptions, 'now'>): Throttle {
  const options: ThrottleOptions = { ...STANDARD, ...given };
  const failures = new Map<string, Failures>();
  return {
    check(key) {
      const wait = (failures.get(key)?.closedUntil ?? 0) - options.now();
      if (wait > 0) throw tooMany(wait);
    },
    failed(key) {
      const now = options.now();
      const earlier = failures.get(key);
      const count = 1 + (earlier && now - earlier.lastAt < options.memoryMilliseconds ? earlier.count : 0);
      failures.delete(key);
      failures.set(key, { count, lastAt: now, closedUntil: now + waitAfter(count, options) });
      const oldest = failures.size > options.remembered ? failures.keys().next().value : undefined;
      if (oldest !== undefined) failures.delete(oldest);
    },
    succeeded(key) {
      failures.delete(key);
    },
    takeBack(key) {
      const found = failures.get(key);
      if (found === undefined) return;
      const { lastAt, count } = found;
      failures.set(key, { lastAt, count: count - 1, closedUntil: lastAt + waitAfter(count - 1, options) });
    },
  };
}

/** Milliseconds to wait after this many failures. */
function waitAfter(count: number, options: ThrottleOptions): number {
  if (count < options.free) return 0;
  return Math.min(
    options.firstWaitMilliseconds * 2 ** Math.min(count - options.free, 30),
    options.longestWaitMilliseconds,
  );
}

function tooMany(wait: number): AppError {
  const seconds = Math.ceil(wait / 1_000);
  return new AppError('rate-limited', `Too many failed attempts; try again in ${seconds} s.`, {
    retryAfterMilliseconds: wait,
  });
}
