import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countGrams, createGramTable, gramHash, gramLength, indexGrams, queryGrams } from './grams.ts';

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

  it('counts what stands in a text', () => {
    const table = createGramTable(['_lea', 'xxxx', '_a_']);
    const { counts, length } = countGrams('A leaf, a lead', table);
    expect([...counts]).toEqual([2, 0, 2]);
    expect(length).toBe(8);
  });

  it('agrees with a plain count, whatever the form of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const grams = [...queryGrams(text).keys()];
        const { counts, length } = countGrams(text.normalize('NFD'), createGramTable(grams));
        expect([...counts].every((count) => count > 0)).toBe(true);
        expect([...counts].reduce((sum, count) => sum + count, 0)).toBe(length);
        expect(gramLength(text)).toBe(length);
        const indexed = indexGrams(text);
        expect(indexed.length).toBe(length);
        expect(new Set(indexed.hashes)).toEqual(new Set(grams.map(gramHash)));
      }),
    );
  });

  it('takes 400 passages in a few milliseconds', () => {
    const passage = 'The quick brown fox jumps over the lazy dog, naïve as ever. '.repeat(17);
    const question = 'How many hours of annual leave can I carry over into the next year?';
    const table = createGramTable([...queryGrams(question).keys()]);
    for (let run = 0; run < 1000; run++) countGrams(passage, table);
    const started = performance.now();
    for (let run = 0; run < 400; run++) countGrams(passage, table);
    const took = performance.now() - started;
    console.log(`400 passages of ${passage.length} letters: ${took.toFixed(1)} ms`);
    expect(took).toBeLessThan(60);
  });
});
