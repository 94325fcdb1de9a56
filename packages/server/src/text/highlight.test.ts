import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlight } from './highlight.ts';
import { tokenize } from './tokenize.ts';

describe('highlight', () => {
  it.each([
    ['Annual leaves are earned.', 'leave', 'Annual <em>leaves</em> are earned.'],
    ['a < b & "leave"', 'leave', 'a &lt; b &amp; &quot;<em>leave</em>&quot;'],
    ['<script>leave()</script>', 'nothing', '&lt;script&gt;leave()&lt;/script&gt;'],
    ['北京大学在北京', '北京', '<em>北京</em>大学在<em>北京</em>'],
    ['ประเทศไทยมีประชากร', 'ประชากร', 'ประเทศไทยมี<em>ประชากร</em>'],
    ['part AB-1234/5 fits', 'AB-1234/5', 'part <em>AB-1234/5</em> fits'],
    ['Café', 'cafe', '<em>Café</em>'],
  ])('marks in %j the words of %j', (text, question, html) =>
    expect(highlight(text, tokenize(question))).toBe(html),
  );

  it('cuts a snippet around the first match', () => {
    const text = `${'before '.repeat(100)}leave ${'after '.repeat(100)}`;
    const html = highlight(text, ['leav'], { length: 120 });
    expect(html).toMatch(/^… .*<em>leave<\/em>.* …$/);
    expect(html.length).toBeLessThan(140);
  });

  it('keeps the text, and no markup of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (text, words) => {
        const html = highlight(text, [...words, ...tokenize(text).slice(0, 2)]);
        const plain = html.replaceAll(/<\/?em>/g, '');
        expect(plain).not.toMatch(/[<>"]/);
        const back = plain
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&amp;', '&');
        expect(back).toBe(text);
      }),
    );
  });

  it.each(['a', '中', 'ไทย', '<', 'leave '])('S11: takes a megabyte of %j in linear time', (unit) => {
    const started = performance.now();
    highlight(unit.repeat(1_000_000 / unit.length), ['leav', '中中', 'ไทย']);
    expect(performance.now() - started).toBeLessThan(8000);
  });
});
