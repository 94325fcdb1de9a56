import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteRange } from './byte-range.ts';

describe('the part that a Range header asks for', () => {
  it.each([
    ['bytes=0-9', { start: 0, end: 10 }],
    ['bytes=10-', { start: 10, end: 100 }],
    ['bytes=-10', { start: 90, end: 100 }],
    ['bytes=-1000', { start: 0, end: 100 }],
    ['bytes=90-5000', { start: 90, end: 100 }],
    [' BYTES=3-3 ', { start: 3, end: 4 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=100-200', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
  ])('%s', (header, expected) => expect(byteRange(header, 100)).toEqual(expected));

  it.each([
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-4',
    'bytes=0-1,4-5',
    'items=0-1',
    'bytes=a-b',
    'bytes=1.5-2',
    `bytes=${'9'.repeat(400)}-`,
  ])('%j asks for everything', (header) => expect(byteRange(header, 100)).toBeUndefined());

  it('has nothing to give of nothing', () => expect(byteRange('bytes=0-', 0)).toBe('unsatisfiable'));

  it('never leaves the bytes that there are', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(150), (first, last, size) => {
        const range = byteRange(`bytes=${first}-${last}`, size);
        if (range === undefined) expect(last).toBeLessThan(first);
        else if (range === 'unsatisfiable') expect(first).toBeGreaterThanOrEqual(size);
        else expect([range.start, range.end]).toEqual([first, Math.min(last + 1, size)]);
      }),
    );
  });
});
