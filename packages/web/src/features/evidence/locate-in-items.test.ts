import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locateInItems } from './locate-in-items.ts';

/** What the spans say, item by item. */
function said(items: readonly string[], quote: string, near?: (item: number) => boolean): string[] {
  return locateInItems(items, quote, near).map(
    ({ item, start, end }) => items[item]?.slice(start, end) ?? '',
  );
}

describe('a quote among the items of a page', () => {
  test('is found within an item and across items', () => {
    expect(said(['See: never run it dry.', 'Next.'], 'never run it')).toEqual(['never run it']);
    expect(said(['The pump is ', 'primed with', ' 2.5 litres.'], 'pump is primed with 2.5')).toEqual([
      'pump is',
      'primed with',
      '2.5',
    ]);
  });

  test('is found when a word is cut at the end of a line, with or without its hyphen', () => {
    expect(said(['an exam-', 'ple of it'], 'example of')).toEqual(['exam', 'ple of']);
    expect(said(['a well-', 'known rule'], 'well-known rule')).toEqual(['well', 'known rule']);
    expect(said(['a soft\u00ad', 'ened word'], 'softened word')).toEqual(['soft', 'ened word']);
  });

  test('is found in ligatures, full-width letters and decomposed accents', () => {
    expect(said(['the ﬁrst oﬃce'], 'first office')).toEqual(['ﬁrst oﬃce']);
    expect(said(['Ｅ-１７ 過濾器'], 'E-17 過濾器')).toEqual(['Ｅ-１７ 過濾器']);
    expect(said(['cafe\u0301 au lait'], 'café au')).toEqual(['cafe\u0301 au']);
  });

  test('stands in the passage rather than where the same words stand by chance', () => {
    const items = ['press the button', 'press the button'];
    expect(locateInItems(items, 'press the button', (item) => item === 1)).toEqual([
      { item: 1, start: 0, end: 16 },
    ]);
    expect(locateInItems(items, 'press the button')).toEqual([{ item: 0, start: 0, end: 16 }]);
  });

  test('is found in parts when a footer or the end of the page cuts it', () => {
    expect(
      said(['Clean the filter under', 'Page 4 of 12', 'running water.'], 'filter under running water'),
    ).toEqual(['filter under', 'running water']);
    expect(said(['Clean the filter under'], 'Clean the filter under running water')).toEqual([
      'Clean the filter under',
    ]);
  });

  test('a few letters away from the passage are not believed', () => {
    const items = ['information on something else', 'here begins the passage'];
    expect(said(items, 'information begins the passage', (item) => item === 1)).toEqual([
      'begins the passage',
    ]);
  });

  test('is not there when it is not', () => {
    expect(locateInItems(['something else'], 'never run it dry')).toEqual([]);
    expect(locateInItems([], 'x')).toEqual([]);
    expect(locateInItems(['x'], ' - ')).toEqual([]);
  });

  test('whatever the items are cut into, the letters of the quote are found', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ﬁ', 'é', '中'), minLength: 1 }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    const letters = (text: string): string => text.normalize('NFKD').replace(/[\s\p{M}-]/gu, '');
    fc.assert(
      fc.property(
        words,
        fc.nat(),
        fc.nat(),
        fc.array(fc.nat(80), { maxLength: 6 }),
        (list, from, to, cuts) => {
          const [first, last] = [from % list.length, to % list.length].sort((a, b) => a - b) as [
            number,
            number,
          ];
          const quote = list.slice(first, last + 1).join(' ');
          const page = list.join(' ');
          const edges = [0, ...cuts.map((cut) => cut % page.length).sort((a, b) => a - b), page.length];
          const items = edges.slice(0, -1).map((start, index) => page.slice(start, edges[index + 1]));
          expect(letters(said(items, quote).join(''))).toBe(letters(quote));
        },
      ),
    );
  });
});
