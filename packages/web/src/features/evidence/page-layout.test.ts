import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anchorAt, layOutPages, offsetOf } from './page-layout.ts';

test('pages lie below one another with room between them', () => {
  const layout = layOutPages(3, 100, (page) => (page === 2 ? 0.5 : 1.4));
  expect([1, 2, 3].map((page) => [layout.top(page), layout.heightOf(page)])).toEqual([
    [12, 140],
    [164, 50],
    [226, 140],
  ]);
  expect(layout.height).toBe(378);
  expect([-5, 0, 163, 164, 225, 226, 9_999].map(layout.pageAt)).toEqual([1, 1, 1, 2, 2, 3, 3]);
});

test('a place is found again, also after the pages have changed their size', () => {
  const ratios = fc.array(fc.double({ min: 0.2, max: 3, noNaN: true }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      ratios,
      ratios,
      fc.integer({ min: 50, max: 900 }),
      fc.nat(20_000),
      (some, other, width, place) => {
        const layout = layOutPages(some.length, width, (page) => some[page - 1] ?? 1);
        const offset = place % layout.height;
        expect(offsetOf(layout, anchorAt(layout, offset))).toBeCloseTo(offset, 6);
        const changed = layOutPages(some.length, width * 2, (page) => other[page - 1] ?? 1);
        const anchor = anchorAt(layout, offset);
        if (anchor.share < 0 || anchor.share >= 1) return;
        expect(changed.pageAt(offsetOf(changed, anchor))).toBe(anchor.page);
      },
    ),
  );
});
