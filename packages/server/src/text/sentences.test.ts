import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_SENTENCE, splitSentences } from './sentences.ts';

const cut = (text: string) => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('splitSentences', () => {
  it.each([
    ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
    ['Dr. Smith met J. R. Tolkien. They spoke.', ['Dr. Smith met J. R. Tolkien.', 'They spoke.']],
    ['It costs 3.50 euros. See Fig. 3 and No. 5.', ['It costs 3.50 euros.', 'See Fig. 3 and No. 5.']],
    ['The U.S. Senate met. It voted.', ['The U.S. Senate met.', 'It voted.']],
    ['She said "Go." Then she left.', ['She said "Go."', 'Then she left.']],
    [
      'Vitamins, e.g. Vitamin C, help. No. That is wrong.',
      ['Vitamins, e.g. Vitamin C, help.', 'No.', 'That is wrong.'],
    ],
    ['Apples etc. are fruit. Acme Inc. The end.', ['Apples etc. are fruit.', 'Acme Inc.', 'The end.']],
    ['北京很大。上海也大！真的？', ['北京很大。', '上海也大！', '真的？']],
    ['यह एक वाक्य है। यह दूसरा है।', ['यह एक वाक्य है।', 'यह दूसरा है।']],
    ['هل هذا صحيح؟ نعم.', ['هل هذا صحيح؟', 'نعم.']],
    ['Das ist z.B. ein Satz. Noch einer.', ['Das ist z.B. ein Satz.', 'Noch einer.']],
    [
      'A wrapped line\nof prose goes on here. Next\nsentence.',
      ['A wrapped line\nof prose goes on here.', 'Next\nsentence.'],
    ],
    ['# A heading\nText below. More.', ['# A heading', 'Text below.', 'More.']],
    [
      '- first item\n- second. Still second\n  and on\n1. third',
      ['- first item', '- second.', 'Still second\n  and on', '1. third'],
    ],
    ['| a | b |\n|---|---|\n| 1. x | 2 |', ['| a | b |', '|---|---|', '| 1. x | 2 |']],
    ['Before.\n```\ncode. More code.\n```\nAfter.', ['Before.', '```', 'code. More code.', '```', 'After.']],
    ['Contact Us\nThe office is open daily.', ['Contact Us', 'The office is open daily.']],
    ['See\n[Travel](/travel) first. You can\nAsk.', ['See\n[Travel](/travel) first.', 'You can\nAsk.']],
    ['Title:\nIts text, which is longer.', ['Title:\nIts text, which is longer.']],
  ])('cuts %j', (text, sentences) => expect(cut(text)).toEqual(sentences));

  it('leaves only blanks outside and keeps order', () => {
    const texts = fc.array(
      fc.constantFrom('a', 'B.', ' ', '\n', '。', 'Mr.', '| x |', '- ', '```', '1.', '\t', '"', '😀', '#'),
    );
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join('');
        let from = 0;
        for (const { start, end } of splitSentences(text)) {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(text.slice(from, start).trim()).toBe('');
          expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
          expect(end).toBeGreaterThan(start);
          from = end;
        }
        expect(text.slice(from).trim()).toBe('');
      }),
    );
  });

  it.each(['a', 'a ', '. ', 'A.', '。', '|', '- ', '\n', '"', 'Mr. ', ' ', '```\n'])(
    'S11: takes a megabyte of %j in linear time and keeps its bound',
    (unit) => {
      const text = unit.repeat(1_000_000 / unit.length);
      const started = performance.now();
      const sentences = splitSentences(text);
      expect(performance.now() - started).toBeLessThan(5000);
      for (const { start, end } of sentences) expect(end - start).toBeLessThanOrEqual(LONGEST_SENTENCE);
    },
  );
});
