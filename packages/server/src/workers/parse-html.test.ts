import { describe, expect, it } from 'vitest';
import { declaredCharset, parseHtml } from './parse-html.ts';

const body = (html: string): string => parseHtml(`<html><body>${html}</body></html>`).text;

describe('parseHtml', () => {
  it('reads title, headings, paragraphs, lists and code', () => {
    const { title, text, blocks } = parseHtml(`<!doctype html><title>My  page</title><body>
      <h2>One &amp; two</h2><p>Some <b>bold</b> words,<br>and a line.</p>
      <ul><li>first<li>second<ol start=3><li>inner</ol></ul><pre><code>a  =  1;
  b</code></pre>`);
    expect(title).toBe('My page');
    expect(text).toBe(
      'One & two\n\nSome bold words,\nand a line.\n\n- first\n- second\n  3. inner\n\n```\na  =  1;\n  b\n```',
    );
    expect(blocks[0]).toMatchObject({ kind: 'heading', level: 2 });
  });

  it('leaves out what is not content', () => {
    const page = `<nav>Menu</nav><script>let x = "<p>script</p>";</script><style>p { color: red }</style>
      <noscript>Switch it on</noscript><p hidden>Hidden</p><p style="display: none">None</p>
      <p>The content.</p><footer>Imprint</footer><form><button>Send</button></form>`;
    expect(body(page)).toBe('The content.');
  });

  it('takes the main part alone when it holds the text', () => {
    expect(body(`<div>Teaser</div><main><p>${'The article. '.repeat(20)}</p></main>`)).toMatch(
      /^The article/,
    );
    expect(body(`<main></main><div>${'All of it. '.repeat(20)}</div>`)).toMatch(/^All of it/);
  });

  it('keeps tables of data as rows and reads tables of layout as content', () => {
    expect(
      body(
        '<table><caption>Prices</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td><td><p>2</p></td></tr></table>',
      ),
    ).toBe('Prices\n\n| A | B |\n| 1 | 2 |');
    expect(body('<table><tr><td><h2>Title</h2><p>Words</p></td></tr></table>')).toBe('Title\n\nWords');
  });

  it('passes over a menu of languages', () => {
    const links = ['de', 'fr', 'vi', 'zh', 'ja']
      .map((code) => `<li><a hreflang="${code}">${code}</a></li>`)
      .join('');
    expect(body(`<p>Text</p><ul>${links}</ul>`)).toBe('Text');
  });

  it('finds the charset that a page declares', () => {
    expect(declaredCharset(Buffer.from('<meta charset="Shift_JIS">'))).toBe('shift_jis');
    expect(declaredCharset(Buffer.from('<meta http-equiv=x content="text/html; charset=big5">'))).toBe(
      'big5',
    );
    expect(declaredCharset(Buffer.from('<p>charset=x'))).toBeUndefined();
  });
});
