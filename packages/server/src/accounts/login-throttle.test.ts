import { describe, expect, it } from 'vitest';
import { createLoginThrottle } from './login-throttle.ts';

function open() {
  const clock = { time: 1_000_000 };
  const throttle = createLoginThrottle({ now: () => clock.time });
  /** How many of these attempts, one after the other, are let through to fail. */
  const tried = (
    count: number,
    attempt: (index: number) => readonly [email: string, address: string],
  ): number =>
    Array.from({ length: count }, (_, index) => {
      try {
        throttle.attempt(...attempt(index));
        return 1;
      } catch {
        return 0;
      }
    }).reduce<number>((sum, passed) => sum + passed, 0);
  return { clock, throttle, tried };
}

describe('guesses at passwords', () => {
  it('at one account from one place', () => {
    const { tried } = open();
    expect(tried(100, () => ['ann', '10.0.0.1'])).toBe(5);
    expect(tried(1, () => ['bob', '10.0.0.1'])).toBe(1);
  });

  it('at one account from many places: a few a minute', () => {
    const { clock, tried } = open();
    expect(tried(1_000, (index) => ['ann', `10.0.${index % 250}.${index >> 8}`])).toBe(30);
    let passed = 0;
    for (let second = 0; second < 600; second++) {
      clock.time += 1_000;
      passed += tried(10, (index) => ['ann', `10.${second % 250}.${second >> 8}.${index}`]);
    }
    expect(passed).toBeGreaterThan(30);
    expect(passed).toBeLessThan(60);
  });

  it('at many accounts from one place', () => {
    const { tried } = open();
    expect(tried(1_000, (index) => [`person ${index}`, '10.0.0.1'])).toBe(100);
    expect(tried(1, () => ['ann', '10.0.0.2'])).toBe(1);
  });

  it.each([
    [
      'from everywhere at her account',
      (index: number) => ['ann', `10.0.${index % 250}.${index >> 8}`] as const,
    ],
    ['from her place at others', (index: number) => [`person ${index}`, '192.0.2.7'] as const],
  ])('%s do not keep out who has signed in from there before', (_name, attempt) => {
    const { throttle, tried } = open();
    throttle.attempt('ann', '192.0.2.7');
    throttle.succeeded('ann', '192.0.2.7');
    tried(1_000, attempt);
    expect(tried(1, () => ['ann', '192.0.2.7'])).toBe(1);
  });

  it('keep nobody out for long who comes from a new place', () => {
    const { clock, tried } = open();
    tried(10_000, (index) => ['ann', `10.0.${index % 250}.${index >> 8}`]);
    clock.time += 15_000;
    expect(tried(1, () => ['ann', '192.0.2.7'])).toBe(1);
  });

  it('are not what a whole office does that signs in one morning', () => {
    const { throttle } = open();
    for (let person = 0; person < 500; person++) {
      throttle.attempt(`person ${person}`, '192.0.2.7');
      throttle.succeeded(`person ${person}`, '192.0.2.7');
    }
  });

  it('count on when the guesser signs in with an account of his own in between', () => {
    const { throttle, tried } = open();
    let passed = 0;
    for (let round = 0; round < 200; round++) {
      passed += tried(1, () => [`person ${round}`, '10.0.0.1']);
      if (tried(1, () => ['guesser', '10.0.0.1']) === 1) throttle.succeeded('guesser', '10.0.0.1');
    }
    expect(passed).toBe(100);
  });

  it('are forgotten after a quiet time', () => {
    const { clock, tried } = open();
    tried(1_000, (index) => [`person ${index}`, '10.0.0.1']);
    clock.time += 3_600_000;
    expect(tried(1_000, (index) => [`person ${index}`, '10.0.0.1'])).toBe(100);
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:0db8:0001:0002:0:0:0:5%eth0', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::1', '::2', true],
    ['::ffff:10.0.0.1', '10.0.0.1', true],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.2', false],
  ])('%s and %s: one place? %s', (first, second, same) => {
    const { tried } = open();
    tried(5, () => ['ann', first]);
    expect(tried(1, () => ['ann', second])).toBe(same ? 0 : 1);
  });
});
