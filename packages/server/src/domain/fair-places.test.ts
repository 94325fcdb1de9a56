import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFairly } from './fair-places.ts';

const groups = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
const work = (names: readonly string[]) => names.map((group, id) => ({ id, group }));

describe('chooseFairly', () => {
  it('takes turns between the groups', () => {
    const chosen = chooseFairly(work(['a', 'a', 'a', 'b', 'b', 'c']), [], { concurrency: 5 });
    expect(chosen.map(({ id }) => id)).toEqual([0, 3, 5, 1, 4]);
  });

  it('gives a group of which nothing goes on a place beyond the number', () => {
    const running = ['a', 'a', 'a', 'a'];
    const chosen = chooseFairly(work(['a', 'b', 'b', 'c']), running, { concurrency: 4 });
    expect(chosen.map(({ id }) => id)).toEqual([1, 3]);
    expect(chooseFairly(work(['e']), 'abcd'.repeat(4).split(''), { concurrency: 4 })).toEqual([]);
  });

  it('leaves places free rather than give them all to one group', () => {
    const chosen = chooseFairly(work(['a', 'a', 'a', 'b']), ['a'], { concurrency: 8, perGroup: 2 });
    expect(chosen.map(({ id }) => id)).toEqual([3, 0]);
  });

  it('never lets more begin than may, and lets nobody wait without need', () => {
    fc.assert(
      fc.property(
        groups,
        groups,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        (...args) => {
          const [waiting, running, concurrency, perGroup] = args;
          const chosen = chooseFairly(work(waiting), running, { concurrency, perGroup });
          const after = [...running, ...chosen.map(({ group }) => group)];
          const count = (all: readonly string[], name: string): number =>
            all.filter((group) => group === name).length;
          expect(new Set(chosen).size).toBe(chosen.length);
          for (const { group } of chosen) expect(count(after, group)).toBeLessThanOrEqual(perGroup);
          if (chosen.length > 0) expect(after.length).toBeLessThanOrEqual(concurrency * 4);
          for (const group of new Set(waiting)) {
            const left =
              count(waiting, group) >
              count(
                chosen.map((item) => item.group),
                group,
              );
            if (left && count(after, group) < perGroup)
              expect(after.length).toBeGreaterThanOrEqual(concurrency);
            if (left && count(after, group) === 0)
              expect(after.length).toBeGreaterThanOrEqual(concurrency * 4);
          }
        },
      ),
    );
  });
});
