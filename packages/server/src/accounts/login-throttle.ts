import { isIPv6 } from 'node:net';
import { createThrottle } from './throttle.ts';

/** Makes guessing passwords slow, without letting one who guesses keep out the one who knows. */
export interface LoginThrottle {
  /**
   * Counts an attempt as failed before the password is looked at, so that guesses sent side by side do not pass as one.
   * @throws AppError `rate-limited` while this attempt has to wait; then it does not count
   */
  attempt(email: string, address: string): void;
  /** Takes the attempt back, and remembers that this account is used from there. */
  succeeded(email: string, address: string): void;
}

/** Guesses at one account from everywhere: the wait stays short, since it meets its owner too. */
const ACCOUNT = { free: 30, longestWaitMilliseconds: 15_000, memoryMilliseconds: 3_600_000 };
/** Guesses from one place at any accounts. A whole office may stand behind one address. */
const ADDRESS = { free: 100, longestWaitMilliseconds: 60_000, memoryMilliseconds: 3_600_000 };
const PLACES_REMEMBERED = 10_000;

/**
 * Three counts: of the account from this place, of the account, and of the place. Who has signed in from a place before
 * is stopped by the first alone, so that guesses from elsewhere, or at others, cost her nothing.
 */
export function createLoginThrottle({ now }: { readonly now: () => number }): LoginThrottle {
  const pairs = createThrottle({ now });
  const accounts = createThrottle({ now, ...ACCOUNT });
  const places = createThrottle({ now, ...ADDRESS });
  const known = new Set<string>();
  return {
    attempt(email, address) {
      const place = placeOf(address);
      const pair = `${email} ${place}`;
      pairs.check(pair);
      if (!known.has(pair)) {
        accounts.check(email);
        places.check(place);
        accounts.failed(email);
        places.failed(place);
      }
      pairs.failed(pair);
    },
    succeeded(email, address) {
      const place = placeOf(address);
      const pair = `${email} ${place}`;
      pairs.succeeded(pair);
      if (!known.delete(pair)) {
        accounts.takeBack(email);
        places.takeBack(place);
      }
      known.add(pair);
      const [oldest] = known;
      if (known.size > PLACES_REMEMBERED && oldest !== undefined) known.delete(oldest);
    },
  };
}

/** An IPv4 address, or the network of an IPv6 one: whoever has one of its addresses has all of them (RFC 6177). */
function placeOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [front = '', back] = address.split('%', 1)[0]?.split('::') ?? [];
  const left = front === '' ? [] : front.split(':');
  const right = back === undefined || back === '' ? [] : back.split(':');
  const zeros = back === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16))
    .join(':');
}
