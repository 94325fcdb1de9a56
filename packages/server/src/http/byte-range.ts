import type { ByteRange } from '../ports/blob-store.ts';

/** One part by first and last byte, from a first byte to the end, or the last so many bytes. */
const ONE_PART = /^bytes=\s*(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))\s*$/i;

/**
 * What a `Range` header asks for of `size` bytes (RFC 9110, section 14). Undefined: all of them, which also answers
 * a header that cannot be read or asks for several parts, as the standard allows. `unsatisfiable`: nothing of what is
 * asked for is there.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [matched, first = '', last = '', suffix] = ONE_PART.exec(header?.trim() ?? '') ?? [];
  if (matched === undefined) return undefined;
  if (suffix !== undefined) {
    const start = Math.max(0, size - Number(suffix));
    return start < size ? { start, end: size } : 'unsatisfiable';
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  return start < size ? { start, end } : 'unsatisfiable';
}
