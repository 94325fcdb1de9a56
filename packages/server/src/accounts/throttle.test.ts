import { describe, expect, it } from 'vitest';
import { createThrottle } from './throttle.ts';

function throttleAt(start: number, remembered = 100) {
  const clock = { time: start };
  const throttle = createThrottle({
    now: () => clock.time,
    free: 3,
    longestWaitMilliseconds: 10_000,
    remembered,
  });
  const waits = (key: string): boolean => {
    try {
      throttle.check(key);
      return false;
    } catch {
      return true;
    }
  };
  return { clock, throttle, waits };
}

describe('throttle', () => {
  it('lets the free failures pass, then doubles the wait up to the longest', () => {
    const { clock, throttle, waits } = throttleAt(1_000_000);
    throttle.failed('a');
    throttle.failed('a');
    expect(waits('a')).toBe(false);
    for (const wait of [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      throttle.failed('a');
      clock.time += wait - 1;
      expect(waits('a')).toBe(true);
      clock.time += 1;
      expect(waits('a')).toBe(false);
    }
  });

  it('says how long to wait', () => {
    const { throttle } = throttleAt(0);
    for (let round = 0; round < 4; round++) throttle.failed('a');
    expect(() => throttle.check('a')).toThrow('Too many failed attempts; try again in 2 s.');
  });

  it('counts each key by itself and forgets after a success', () => {
    const { throttle, waits } = throttleAt(0);
    for (let round = 0; round < 3; round++) throttle.failed('a');
    expect(waits('b')).toBe(false);
    throttle.succeeded('a');
    expect(waits('a')).toBe(false);
  });

  it('remembers a bounded number of keys', () => {
    const { throttle, waits } = throttleAt(0, 2);
    for (const key of ['a', 'b', 'c']) for (let round = 0; round < 3; round++) throttle.failed(key);
    expect([waits('a'), waits('b'), waits('c')]).toEqual([false, true, true]);
  });
});
