import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutPassage, locateQuote } from './cut-passage.ts';

test('a quote is marked within its paragraph', () => {
  expect(cutPassage('One two.\n\nThree four.', 100, [{ start: 104, end: 107 }])).toEqual([
    [
      { at: 100, text: 'One ', quoted: false },
      { at: 104, text: 'two', quoted: true },
      { at: 107, text: '.', quoted: false },
    ],
    [{ at: 110, text: 'Three four.', quoted: false }],
  ]);
});

test('a quote may span paragraphs and overlap another', () => {
  const quotes = [
    { start: 2, end: 6 },
    { start: 5, end: 7 },
  ];
  expect(cutPassage('abc\n\ndef', 0, quotes)).toEqual([
    [
      { at: 0, text: 'ab', quoted: false },
      { at: 2, text: 'c', quoted: true },
    ],
    [
      { at: 5, text: 'd', quoted: true },
      { at: 6, text: 'e', quoted: true },
      { at: 7, text: 'f', quoted: false },
    ],
  ]);
});

test('items and rows stand for themselves', () => {
  const paragraphs = cutPassage('List:\n- a\n- b\n| c |\n| d |', 0, []);
  expect(paragraphs.map(([piece]) => piece?.text)).toEqual(['List:', '- a', '- b', '| c |', '| d |']);
});

test('no character is lost, none is marked outside of a quote', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '字', '|', '-') });
  fc.assert(
    fc.property(texts, fc.nat(30), fc.nat(10), (text, start, length) => {
      const pieces = cutPassage(text, 0, [{ start, end: start + length }]).flat();
      const squeeze = (value: string): string => value.replace(/\s/g, '');
      const join = (some: typeof pieces): string => squeeze(some.map((piece) => piece.text).join(''));
      expect(join(pieces)).toBe(squeeze(text));
      expect(join(pieces.filter(({ quoted }) => quoted))).toBe(squeeze(text.slice(start, start + length)));
    }),
  );
});

test('a quote is found at its place, else by its words', () => {
  expect(locateQuote('see a, see a', 50, 'see a', 57)).toEqual({ start: 57, end: 62 });
  expect(locateQuote('now see a', 50, 'see a', 999)).toEqual({ start: 54, end: 59 });
  expect(locateQuote('other', 50, 'see a', 50)).toBeUndefined();
  expect(locateQuote('other', 50, '', 50)).toBeUndefined();
});
