import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countGrams, createGramTable } from './gram-table.ts';
import { gramHash, gramLength, indexGrams, queryGrams } from './grams.ts';

/** Letters of each kind: looked up, folding to several or none, joining, in two halves. */
const aText = fc.string({
  unit: fc.constantFrom(
    'a',
    'b',
    'é',
    'ß',
    'æ',
    ' ',
    ' ',
    '-',
    '’',
    '\u00ad',
    '\u0301',
    'д',
    'й',
    '한',
    '東',
    'क्षि',
    '😀',
  ),
});

describe('countGrams', () => {
  it('counts what stands in a text', () => {
    const table = createGramTable(['_lea', 'xxxx', '_a_']);
    const counts = new Uint32Array(3).fill(7);
    countGrams('A leaf, a lead', table, counts);
    expect([...counts]).toEqual([2, 0, 2]);
  });

  it('agrees with a plain count, whatever the form of the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), aText), (text) => {
        const grams = [...queryGrams(text).keys()];
        const counts = new Uint32Array(grams.length);
        countGrams(text.normalize('NFD'), createGramTable(grams), counts);
        expect([...counts].every((count) => count > 0)).toBe(true);
        expect([...counts].reduce((sum, count) => sum + count, 0)).toBe(gramLength(text));
        const indexed = indexGrams(text);
        expect(indexed.length).toBe(gramLength(text));
        expect(new Set(indexed.hashes)).toEqual(new Set(grams.map(gramHash)));
      }),
    );
  });

  it('takes 400 passages in a few milliseconds', () => {
    const passage = 'The quick brown fox jumps over the lazy dog, naïve as ever. '.repeat(17);
    const question = 'How many hours of annual leave can I carry over into the next year?';
    const table = createGramTable([...queryGrams(question).keys()]);
    const counts = new Uint32Array(table.size);
    for (let run = 0; run < 400; run++) countGrams(passage, table, counts);
    // The fastest round: the others may have waited for the machine.
    const rounds = Array.from({ length: 4 }, () => {
      const started = performance.now();
      for (let run = 0; run < 400; run++) countGrams(passage, table, counts);
      return performance.now() - started;
    });
    const took = Math.min(...rounds);
    console.log(`400 passages of ${passage.length} letters: ${took.toFixed(1)} ms`);
    expect(took).toBeLessThan(60);
  });
});
