import { expect, it } from 'vitest';
import { hasDenseMarkup } from './dense-markup.ts';
import { parseMarkdown } from './parse-markdown.ts';

it.each([
  ['one line', '[ID:0]'.repeat(2_000), true],
  ['a paragraph of many lines', '*a* [b]\n'.repeat(1_000), true],
  ['a quotation', '> *a* [b]\n'.repeat(1_000), true],
  ['paragraphs', '*a* [b](c)\n\n'.repeat(1_000), false],
  ['a list', '- [a](b) *c*\n'.repeat(1_000), false],
  ['a table', '| [a](b) | *c* |\n'.repeat(1_000), false],
  ['code', `\`\`\`\n${'a[*b] = *c;\n'.repeat(1_000)}\`\`\`\n`, false],
])('knows the paragraph that takes too long to read: %s', (_name, source, dense) => {
  expect(hasDenseMarkup(source)).toBe(dense);
});

it.each(['[ID:0]', '*_`[(', '[ID:', '![](', '<think', '**a_', 'a`', '[a][', '&amp;', '\\'])(
  'S11: reads 256 KB of %j in one line in linear time, and keeps what it says',
  (part) => {
    const start = performance.now();
    const { text } = parseMarkdown(`# Title\n\n${part.repeat(Math.ceil(262_144 / part.length))} end\n`);
    expect(text).toContain('Title');
    expect(text).toContain('end');
    expect(performance.now() - start).toBeLessThan(10_000);
  },
);
