import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../test/shared-data.ts';
import { countTokens, tokensAtMost } from './token-count.ts';

describe('countTokens', () => {
  it.each([
    ['', 0],
    ['Hello, world!', 4],
    ['The quick brown fox jumps over the lazy dog.', 10],
    ['<|endoftext|>', 7],
  ])('counts %j', (text, tokens) => expect(countTokens(text)).toBe(tokens));

  it('stays below the quick bound on ordinary text', () => {
    const words = fc.constantFrom(
      'leave',
      ' ',
      '. ',
      '\n',
      'Überstunden',
      '北京',
      '한국',
      'ไทย',
      '12345',
      'हिन्दी',
      '😀',
      '->',
    );
    fc.assert(
      fc.property(fc.array(words), (parts) => {
        const text = parts.join('');
        expect(tokensAtMost(text)).toBeGreaterThanOrEqual(countTokens(text));
      }),
    );
  });

  it.each(['a', '中', '😀', ' ', '!?', '1', 'é'])('S11: takes 300,000 of %j in linear time', (unit) => {
    const text = unit.repeat(300_000 / unit.length);
    const started = performance.now();
    expect(tokensAtMost(text)).toBeGreaterThanOrEqual(countTokens(text) * 0.5);
    expect(performance.now() - started).toBeLessThan(8000);
  });

  const corpora = ['ir/xquad-en', 'ir/xquad-zh', 'ir/xquad-vi', 'ir/cranfield'].map((name) => ({
    name,
    path: sharedData('data', name, 'corpus.jsonl'),
  }));
  for (const { name, path } of corpora) {
    it.skipIf(path === undefined)(`bounds every passage of ${name}`, () => {
      const lines = readFileSync(path ?? '', 'utf8')
        .trim()
        .split('\n')
        .slice(0, 200);
      let [bound, count] = [0, 0];
      for (const line of lines) {
        const { text } = JSON.parse(line) as { text: string };
        expect(tokensAtMost(text)).toBeGreaterThanOrEqual(countTokens(text));
        bound += tokensAtMost(text);
        count += countTokens(text);
      }
      expect(bound / count).toBeLessThan(2.2);
    });
  }
});
