import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowTop, visibleRows } from './visible-rows.ts';

describe('rows in view', () => {
  const rowHeight = 50;
  it.each([
    [
      { top: 0, height: 500, count: 5_000 },
      { first: 0, end: 11 },
    ],
    [
      { top: -300, height: 500, count: 5_000 },
      { first: 0, end: 5 },
    ],
    [
      { top: 1_000, height: 500, count: 5_000 },
      { first: 20, end: 31 },
    ],
    [
      { top: 249_600, height: 500, count: 5_000 },
      { first: 4_992, end: 5_000 },
    ],
    [
      { top: 0, height: 500, count: 3 },
      { first: 0, end: 3 },
    ],
    [
      { top: 0, height: 500, count: 0 },
      { first: 0, end: 0 },
    ],
    [
      { top: 200, height: 100, count: 9, gap: { after: 1, height: 150 } },
      { first: 1, end: 4 },
    ],
    [
      { top: 110, height: 100, count: 9, gap: { after: 1, height: 150 } },
      { first: 1, end: 2 },
    ],
  ])('%o', (view, range) => {
    expect(visibleRows({ ...view, rowHeight, margin: 0 })).toEqual(range);
  });

  it('are the ones whose place meets the view, and no others', () => {
    const view = fc.record({
      top: fc.integer({ min: -2_000, max: 20_000 }),
      height: fc.integer({ min: 1, max: 1_500 }),
      count: fc.integer({ min: 0, max: 300 }),
      gap: fc.option(
        fc.record({ after: fc.integer({ min: 0, max: 299 }), height: fc.integer({ min: 0, max: 400 }) }),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(view, ({ top, height, count, gap }) => {
        const { first, end } = visibleRows({ top, height, count, gap, rowHeight, margin: 0 });
        for (let row = 0; row < count; row++) {
          const rowFrom = rowTop(row, rowHeight, gap);
          const seen = rowFrom < top + height && rowFrom + rowHeight > top;
          if (seen) expect(row >= first && row < end).toBe(true);
        }
        expect(end - first).toBeLessThanOrEqual(height / rowHeight + 2);
      }),
    );
  });

  it('have their places one below the other, with the gap behind its row', () => {
    expect([0, 1, 2, 3].map((row) => rowTop(row, 50, { after: 1, height: 30 }))).toEqual([0, 50, 130, 180]);
    expect(rowTop(3, 50)).toBe(150);
  });
});
