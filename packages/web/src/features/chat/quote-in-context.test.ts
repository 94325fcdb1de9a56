import { expect, test } from 'vitest';
import { quoteInContext } from './quote-in-context.ts';

test('a short passage is shown whole', () => {
  const text = '  Before it.\n\nThe quote. After it.\n';
  expect(quoteInContext(text, { start: 14, end: 24 })).toEqual({
    before: 'Before it. ',
    quote: 'The quote.',
    after: ' After it.',
  });
});

test('a long one is cut between words', () => {
  const words = 'word '.repeat(60);
  const text = `${words}QUOTE ${words}`;
  const { before, quote, after } = quoteInContext(text, { start: 300, end: 305 });
  expect(quote).toBe('QUOTE');
  expect(before).toMatch(/^…(word ){20,}$/);
  expect(after).toMatch(/^( word){20,}…$/);
});
