import { describe, expect, it } from 'vitest';
import type { PlacedLine } from './parsed-document.ts';
import { mergeRegions } from './regions.ts';

const line = (start: number, page: number, left: number, top: number): PlacedLine => ({
  start,
  end: start + 10,
  region: { page, box: [left, top, left + 100, top + 10] },
});

describe('mergeRegions', () => {
  const lines = [line(0, 1, 0, 0), line(11, 1, 5, 12), line(22, 1, 200, 0), line(33, 2, 0, 0)];

  it('puts lines of a column together and keeps columns and pages apart', () => {
    expect(mergeRegions(lines, 0, 43)).toEqual([
      { page: 1, box: [0, 0, 105, 22] },
      { page: 1, box: [200, 0, 300, 10] },
      { page: 2, box: [0, 0, 100, 10] },
    ]);
  });

  it('takes only the lines that the stretch touches', () => {
    expect(mergeRegions(lines, 10, 22)).toEqual([{ page: 1, box: [5, 12, 105, 22] }]);
    expect(mergeRegions(lines, 43, 50)).toEqual([]);
  });
});
