import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';

/** One setting: where it may come from, and how its text becomes a value. */
export interface Setting<Value> {
  readonly flag?: string;
  readonly variable: string;
  readonly standard: Value;
  readonly help: string;
  readonly secret?: true;
  /** @throws Error with half a sentence that says what the text must be */
  parse(text: string): Value;
}

/** Any text. */
export const text = (value: string): string => value;
/** Any text; an empty one means that nothing is set. */
export const optional = (value: string): string | undefined => (value === '' ? undefined : value);

/** A folder, as an absolute path. */
export function path(value: string): string {
  // An empty one would mean the folder that one happens to be in.
  if (value.trim() === '') throw new Error('must name a folder');
  return isAbsolute(value) ? value : resolve(value);
}

/** A whole number within bounds, both included. */
export function integer(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new Error(`must be a whole number from ${least} to ${most}`);
    }
    return number;
  };
}

/** Yes or no, as people write it. */
export function flag(value: string): boolean {
  if (!/^(true|false|1|0|yes|no)$/i.test(value)) throw new Error('must be true or false');
  return /^(true|1|yes)$/i.test(value);
}

/** An http(s) address without a slash at its end; an empty text means that nothing is set. */
export function url(value: string): string | undefined {
  if (value === '') return undefined;
  if (!URL.canParse(value) || !/^https?:/.test(value)) throw new Error('must be an http or https address');
  return value.replace(/\/+$/, '');
}

/** Texts with commas between them. */
export function list(value: string): readonly string[] {
  return value.split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
}

/** Addresses and networks: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`, or `loopback`, `linklocal`, `uniquelocal`. */
export function networks(value: string): readonly string[] {
  const items = list(value);
  const wrong = items.find((item) => !isNetwork(item));
  if (wrong !== undefined)
    throw new Error('must list addresses or networks, such as 127.0.0.1 or 10.0.0.0/8');
  return items;
}

function isNetwork(item: string): boolean {
  if (/^(loopback|linklocal|uniquelocal)$/.test(item)) return true;
  const [address = '', bits = '0', ...more] = item.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  return version > 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

/** One of these words. */
export function oneOf<const Choice extends string>(...choices: readonly Choice[]): (value: string) => Choice {
  return (value) => {
    const choice = choices.find((item) => item === value);
    if (choice === undefined) throw new Error(`must be one of ${choices.join(', ')}`);
    return choice;
  };
}

/** A secret that is long enough to be one. */
export function passphrase(value: string): string {
  if (value.length < 16) throw new Error('must have at least 16 characters');
  return value;
}

/** Gives an entry of a table of settings its type. */
export const setting = <Value>(value: Setting<Value>): Setting<Value> => value;
