import { expect, it } from 'vitest';
import { inverseDocumentFrequency, termSaturation } from './bm25.ts';

it('weighs rare terms higher and never below zero', () => {
  expect(inverseDocumentFrequency(10, 1)).toBeCloseTo(Math.log(1 + 9.5 / 1.5), 12);
  expect(inverseDocumentFrequency(10, 10)).toBeGreaterThan(0);
  expect(inverseDocumentFrequency(0, 0)).toBeCloseTo(Math.log(2), 12);
});

it('saturates with repeats and discounts length', () => {
  expect(termSaturation(1, 10, 10)).toBeCloseTo(1, 12);
  expect(termSaturation(3, 10, 10)).toBeCloseTo(6.6 / 4.2, 12);
  expect(termSaturation(1, 40, 10)).toBeLessThan(termSaturation(1, 10, 10));
  expect(termSaturation(1000, 10, 10)).toBeLessThan(2.2);
  expect(termSaturation(2, 0, 0)).toBeGreaterThan(1);
});
