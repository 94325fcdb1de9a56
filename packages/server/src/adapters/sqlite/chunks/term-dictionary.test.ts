import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dictionaryOrder, encodeTerm, findTerm, TermWriter, termAt } from './term-dictionary.ts';

function dictionaryOf(terms: readonly string[]) {
  const writer = new TermWriter();
  for (const index of dictionaryOrder(terms)) writer.push(encodeTerm(terms[index] ?? ''));
  return writer.finish();
}

describe('the term dictionary', () => {
  it('stands in the order of UTF-8 bytes, which is not that of UTF-16 units', () => {
    const terms = ['\uffee', '\u{20000}', 'b', 'é', 'ab', 'a'];
    expect([...dictionaryOrder(terms)].map((index) => terms[index])).toEqual([
      'a',
      'ab',
      'b',
      'é',
      '\uffee',
      '\u{20000}',
    ]);
  });

  it('finds every term at its place, and no other', () => {
    const aTerm = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.uniqueArray(aTerm), aTerm, (terms, other) => {
        const dictionary = dictionaryOf(terms);
        for (const term of terms) {
          const place = findTerm(dictionary, encodeTerm(term));
          expect(new TextDecoder().decode(termAt(dictionary, place))).toBe(term);
        }
        expect(findTerm(dictionary, encodeTerm(other)) >= 0).toBe(terms.includes(other));
      }),
    );
  });
});
