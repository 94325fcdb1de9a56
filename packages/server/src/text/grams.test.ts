import { describe, expect, it } from 'vitest';
import { queryGrams } from './grams.ts';

describe('grams', () => {
  it.each([
    ['leaf', ['_lea', 'leaf', 'eaf_']],
    ['a', ['_a_']],
    ['to be', ['_to_', '_be_']],
    ['Müßig', ['_mus', 'muss', 'ussi', 'ssig', 'sig_']],
    ['café!', ['_caf', 'cafe', 'afe_']],
    ['', []],
    ['…', []],
  ])('cuts %j', (text, grams) => expect([...queryGrams(text).keys()]).toEqual(grams));
});
