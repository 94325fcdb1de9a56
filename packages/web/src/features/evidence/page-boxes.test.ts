import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barsBeside, joinBoxes, type PageBox } from './page-boxes.ts';

function box(left: number, top: number, right: number, bottom: number): PageBox {
  return { left, top, right, bottom };
}

test('words of a line are one mark, cells of a row and lines are not', () => {
  const boxes = [
    box(0.1, 0.1, 0.2, 0.12),
    box(0.21, 0.101, 0.3, 0.12),
    box(0.6, 0.1, 0.7, 0.12),
    box(0.1, 0.13, 0.4, 0.15),
  ];
  expect(joinBoxes(boxes, 1.4)).toEqual([
    box(0.1, 0.1, 0.3, 0.12),
    box(0.6, 0.1, 0.7, 0.12),
    box(0.1, 0.13, 0.4, 0.15),
  ]);
});

test('what has no extent is no mark', () => {
  expect(joinBoxes([box(0.1, 0.1, 0.1, 0.2), box(0.3, 0.3, 0.4, 0.3)], 1.4)).toEqual([]);
});

test('lines below one another share a bar; the next column has its own', () => {
  const lines = [box(0.3, 0.8, 0.45, 0.82), box(0.1, 0.83, 0.45, 0.85), box(0.55, 0.1, 0.9, 0.12)];
  expect(barsBeside(lines)).toEqual([
    { left: 0.1, top: 0.8, bottom: 0.85 },
    { left: 0.55, top: 0.1, bottom: 0.12 },
  ]);
});

test('a quote that begins at the end of a line and ends at the start of the next has one bar', () => {
  expect(barsBeside([box(0.7, 0.1, 0.9, 0.12), box(0.1, 0.13, 0.2, 0.15)])).toEqual([
    { left: 0.1, top: 0.1, bottom: 0.15 },
  ]);
});

test('every mark has a bar beside it', () => {
  const share = fc.double({ min: 0, max: 0.9, noNaN: true });
  const boxes = fc.array(fc.tuple(share, share).map(([x, y]) => box(x, y, x + 0.1, y + 0.02)));
  fc.assert(
    fc.property(boxes, (some) => {
      const bars = barsBeside(joinBoxes(some, 1.4));
      for (const { left, top, bottom } of some) {
        expect(bars.some((bar) => bar.left <= left && bar.top <= top && bar.bottom >= bottom)).toBe(true);
      }
    }),
  );
});
