import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueGroup } from './merge-job.ts';
import { MAXIMUM_SEGMENT_CHUNKS } from './segment-layout.ts';
import type { SegmentRow } from './segment-store.ts';

function segment(number: number, chunks: number, bytesPerChunk = 900): SegmentRow {
  return { number, chunks, bytes: chunks * bytesPerChunk };
}

describe('the choice of segments to merge', () => {
  it('waits for eight of a size', () => {
    const seven = [200, 210, 220, 230, 240, 250, 260].map((chunks, number) => segment(number, chunks));
    expect(dueGroup([...seven, segment(8, 4), segment(9, 9000)])).toBeUndefined();
    expect(dueGroup([...seven, segment(8, 205)])).toHaveLength(8);
  });

  it('merges no more than fits into memory', () => {
    const wide = Array.from({ length: 8 }, (_, number) => segment(number, 1000, 14_000));
    expect(dueGroup(wide)).toHaveLength(3);
  });

  it('ends with few segments, none too large, and loses none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2000 }), { maxLength: 300 }), (sizes) => {
        let rows: SegmentRow[] = [];
        for (const [number, chunks] of sizes.entries()) {
          rows.push(segment(number, chunks));
          for (let group = dueGroup(rows); group !== undefined; group = dueGroup(rows)) {
            const merged = new Set(group);
            const sum = group.reduce((total, row) => total + row.chunks, 0);
            expect(sum).toBeLessThanOrEqual(MAXIMUM_SEGMENT_CHUNKS);
            rows = [...rows.filter((row) => !merged.has(row)), segment(number, sum)];
          }
        }
        const total = sizes.reduce((sum, size) => sum + size, 0);
        expect(rows.reduce((sum, row) => sum + row.chunks, 0)).toBe(total);
        expect(rows.length).toBeLessThanOrEqual(5 * 7 + total / 10_000);
      }),
    );
  });
});
