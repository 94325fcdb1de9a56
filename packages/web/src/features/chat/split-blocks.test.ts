import { expect, test } from 'vitest';
import { splitBlocks, withoutOpenTable } from './split-blocks.ts';

const text =
  '# Head\n\nFirst *part*.\n\n- one\n- two\n\n```js\nlet a;\n\nlet b;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nLast';

test('blocks are those that Markdown knows', () => {
  expect(splitBlocks(text).map((block) => block.text.trim())).toEqual([
    '# Head',
    'First *part*.',
    '- one\n- two',
    '```js\nlet a;\n\nlet b;\n```',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    'Last',
  ]);
});

test('a growing text leaves all blocks but the last two as they are', () => {
  for (let end = 1; end < text.length; end++) {
    const before = splitBlocks(text.slice(0, end)).slice(0, -2);
    const after = splitBlocks(text.slice(0, end + 1));
    expect(after.slice(0, before.length)).toEqual(before);
  }
});

test('a table is held back until it is one', () => {
  const shown = (markdown: string): number => withoutOpenTable(splitBlocks(markdown)).length;
  for (const open of ['|', '| a', '| a | b |', '| a | b |\n', '| a | b |\n|--', '| a | b |\n|---|']) {
    expect(shown(`Text.\n\n${open}`), open).toBe(1);
  }
  expect(shown('Text.\n\n| a | b |\n|---|---|\n| 1')).toBe(2);
  expect(shown('Text.\n\n| a |\nno table')).toBe(2);
});

test('a block gets the definitions of its links', () => {
  expect(splitBlocks('See [here][x].\n\n[x]: https://example.org/a')).toEqual([
    { at: 0, text: 'See [here][x].\n\n[x]: <https://example.org/a>' },
  ]);
});
