import { describe, expect, it } from 'vitest';
import { parseMarkdown } from './parse-markdown.ts';
import { cutFrontMatter, dropTemplateTags } from './template-tags.ts';

const textOf = (source: string): string => parseMarkdown(source).text;

describe('parseMarkdown', () => {
  it('keeps sentences word for word and drops inline marks', () => {
    expect(
      textOf('Your **annual** leave *will* be `paid` [out](http://x.test "t"). See ![a chart](c.png).'),
    ).toBe('Your annual leave will be paid out. See a chart.');
  });

  it('finds headings with their levels, lists with their depth, and code', () => {
    const { text, blocks } = parseMarkdown(
      '# A\n\nSub\n---\n\n- one\n- two\n  1. deep\n\n```js\nlet a = 1;\n```\n',
    );
    expect(text).toBe('A\n\nSub\n\n- one\n- two\n  1. deep\n\n```\nlet a = 1;\n```');
    expect(blocks.map(({ kind, level }) => [kind, level])).toEqual([
      ['heading', 1],
      ['heading', 2],
      ['list-item', undefined],
      ['list-item', undefined],
      ['list-item', undefined],
      ['code', undefined],
    ]);
    for (const { start, end } of blocks) expect(text.slice(start, end).trim()).not.toBe('');
  });

  it('keeps tables as rows and knows the header', () => {
    const { text, blocks } = parseMarkdown('| Date | **What** |\n|---|---|\n| May 1 | A \\| B |\n');
    expect(text).toBe('| Date | What |\n| May 1 | A | B |');
    expect(blocks).toMatchObject([{ kind: 'table', header: 'Date | What' }]);
  });

  it('does not make text of front matter, comments, tags and markup', () => {
    const page = `---
title: "Leave types"
keywords: vacation
---

{% alert "info" %}
Use the <a href="https://x.test">leave chart</a>.<br>Then ask {{ contact.name }}.
{% endalert %}

<!-- prettier-ignore -->
Read [the page]({% page "travel/leave" %}) first.
`;
    const { title, text } = parseMarkdown(page);
    expect(title).toBe('Leave types');
    expect(text).toBe('Use the leave chart.\nThen ask .\n\nRead the page first.');
  });

  it('keeps tables of HTML whole where templates left empty lines in them', () => {
    const table =
      '<table>\n  <tr><th>Key</th><th>Value</th></tr>\n\n  {% if x %}\n\n    <tr>\n      <td>Office</td>\n\n      <td>6th floor</td></tr>\n</table>';
    expect(textOf(`Before\n\n${table}\n\nAfter`)).toBe(
      'Before\n\n| Key | Value |\n| Office | 6th floor |\n\nAfter',
    );
  });

  it('tells a break at the top of a page from front matter', () => {
    expect(textOf('---\n\nJust a line.\n\n---\n')).toBe('Just a line.');
  });
});

describe('cutFrontMatter', () => {
  it('reads YAML and TOML', () => {
    expect(cutFrontMatter("---\ntitle: 'A'\n---\nbody")).toEqual({ title: 'A', body: '\nbody' });
    expect(cutFrontMatter('+++\ntitle = "B"\n+++\nbody')).toEqual({ title: 'B', body: '\nbody' });
  });

  it('leaves a page without one as it is', () => {
    expect(cutFrontMatter('---\nname: never closed')).toEqual({ body: '---\nname: never closed' });
    expect(cutFrontMatter('Text\n---\na: b\n---\n')).toEqual({ body: 'Text\n---\na: b\n---\n' });
  });
});

describe('dropTemplateTags', () => {
  it('keeps tags that are shown as code', () => {
    const code = 'Write `{{ name }}` or\n\n```\n{% page "x" %}\n```\n\n';
    expect(dropTemplateTags(`${code}and {{ this }} goes.`)).toBe(`${code}and  goes.`);
  });

  it('does not wait for tags that never close', () => {
    const open = '{{'.repeat(100_000);
    expect(dropTemplateTags(open)).toBe(open);
  });
});
