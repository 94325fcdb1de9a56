import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TopList } from './top-list.ts';

it('keeps the best, best first', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.nat(12), (scores, size) => {
      const list = new TopList(size);
      for (const [key, score] of scores.entries()) list.offer(score, key);
      const kept = list.keys().map((key) => scores[key]);
      expect(kept).toEqual(scores.toSorted((left, right) => right - left).slice(0, size));
      expect(new Set(list.keys()).size).toBe(kept.length);
    }),
  );
});
