import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupByDay } from './group-by-day.ts';

const now = new Date(2026, 2, 15, 13, 30).getTime();
const at = (...parts: [number, number, number, number?, number?]) => ({
  updatedAt: new Date(...parts).getTime(),
});

test('the days of this place decide, not hours', () => {
  const items = [
    at(2026, 2, 15, 0, 0),
    at(2026, 2, 14, 23, 59),
    at(2026, 2, 14, 0, 0),
    at(2026, 2, 13, 23, 59),
    at(2026, 2, 7, 0, 0),
    at(2026, 2, 6, 23, 59),
    at(2026, 1, 28),
    at(2025, 2, 1),
  ];
  expect(groupByDay(items, now).map(({ key, items: members }) => [key, members.length])).toEqual([
    ['today', 1],
    ['yesterday', 2],
    ['week', 2],
    ['2026-3', 1],
    ['2026-2', 1],
    ['2025-3', 1],
  ]);
});

test('a month is named by a time that lies in it', () => {
  const [group] = groupByDay([at(2025, 10, 3), at(2025, 10, 1)], now);
  expect(group?.age).toEqual({ kind: 'month', time: at(2025, 10, 3).updatedAt });
});

test('what is newer than now belongs to today', () => {
  expect(groupByDay([{ updatedAt: now + 86_400_000 }], now).map(({ key }) => key)).toEqual(['today']);
});

test('nothing is lost, nothing twice, newest first', () => {
  const some = fc.array(fc.integer({ min: 0, max: now }).map((updatedAt) => ({ updatedAt })));
  fc.assert(
    fc.property(some, (items) => {
      const groups = groupByDay(items, now);
      expect(groups.flatMap((group) => group.items)).toEqual(
        items.toSorted((a, b) => b.updatedAt - a.updatedAt),
      );
      expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
    }),
  );
});
