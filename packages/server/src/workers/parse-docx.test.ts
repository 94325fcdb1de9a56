import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { parseDocx } from './parse-docx.ts';
import { parseXml } from './xml-tree.ts';

const SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

function docx(body: string, parts: Readonly<Record<string, string>> = {}): Uint8Array {
  const document = `<?xml version="1.0"?><w:document ${SPACE}><w:body>${body}</w:body></w:document>`;
  const all = { 'word/document.xml': document, ...parts };
  return zipSync(Object.fromEntries(Object.entries(all).map(([name, xml]) => [name, strToU8(xml)])));
}

const run = (text: string): string => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const paragraph = (text: string, properties = ''): string =>
  `<w:p><w:pPr>${properties}</w:pPr>${run(text)}</w:p>`;

describe('parseDocx', () => {
  it('knows headings by style name, by what a style is based on, and by outline level', () => {
    const styles = `<w:styles ${SPACE}>
      <w:style w:styleId="T1"><w:name w:val="heading 1"/></w:style>
      <w:style w:styleId="Own"><w:name w:val="Kapitel"/><w:basedOn w:val="T1"/></w:style>
      <w:style w:styleId="Ring"><w:basedOn w:val="Ring"/></w:style></w:styles>`;
    const { text, blocks } = parseDocx(
      docx(
        paragraph('One', '<w:pStyle w:val="T1"/>') +
          paragraph('Two', '<w:pStyle w:val="Own"/>') +
          paragraph('Three', '<w:outlineLvl w:val="2"/>') +
          paragraph('Body', '<w:pStyle w:val="Ring"/>'),
        { 'word/styles.xml': styles },
      ),
    );
    expect(text).toBe('One\n\nTwo\n\nThree\n\nBody');
    expect(blocks.map(({ kind, level }) => [kind, level])).toEqual([
      ['heading', 1],
      ['heading', 1],
      ['heading', 3],
      ['paragraph', undefined],
    ]);
  });

  it('numbers lists and starts inner ones anew', () => {
    const level = (depth: number, format: string): string =>
      `<w:lvl w:ilvl="${depth}"><w:numFmt w:val="${format}"/></w:lvl>`;
    const numbering = `<w:numbering ${SPACE}><w:abstractNum w:abstractNumId="7">${level(0, 'decimal')}${level(1, 'lowerLetter')}</w:abstractNum>
      <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>`;
    const item = (text: string, depth: number, list = 1): string =>
      paragraph(text, `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="${list}"/></w:numPr>`);
    const body = item('a', 0) + item('b', 1) + item('c', 1) + item('d', 0) + item('e', 1) + item('f', 0, 9);
    expect(parseDocx(docx(body, { 'word/numbering.xml': numbering })).text).toBe(
      '1. a\n  a. b\n  b. c\n2. d\n  a. e\n- f',
    );
  });

  it('leaves out what was deleted, hidden or is an instruction, and keeps what was inserted', () => {
    const body = `<w:p>${run('Kept')}<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:ins>${run(' inserted')}</w:ins>
      <w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>
      <w:hyperlink>${run(' linked')}</w:hyperlink></w:p>`;
    expect(parseDocx(docx(body)).text).toBe('Kept inserted linked');
  });

  it('reads tables by rows, and a table of one cell as content', () => {
    const cell = (text: string): string => `<w:tc>${paragraph(text)}</w:tc>`;
    const table = `<w:tbl><w:tr>${cell('A')}${cell('B')}</w:tr><w:tr>${cell('1')}<w:tc>${paragraph('2')}${paragraph('3')}</w:tc></w:tr></w:tbl>`;
    expect(parseDocx(docx(table))).toMatchObject({
      text: '| A | B |\n| 1 | 2 3 |',
      blocks: [{ header: 'A | B' }],
    });
    expect(parseDocx(docx(`<w:tbl><w:tr>${cell('Boxed')}</w:tr></w:tbl>`)).text).toBe('Boxed');
  });

  it('puts footnotes after their paragraph', () => {
    const notes = `<w:footnotes ${SPACE}><w:footnote w:id="2">${paragraph('The note.')}</w:footnote></w:footnotes>`;
    const body = `<w:p>${run('Text')}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>${paragraph('Next')}`;
    expect(parseDocx(docx(body, { 'word/footnotes.xml': notes })).text).toBe(
      'Text\n\n[Note: The note.]\n\nNext',
    );
  });

  it('refuses a part that unfolds too far before unfolding it', () => {
    const bomb = zipSync({ 'word/document.xml': new Uint8Array(30_000_000) }, { level: 9 });
    expect(bomb.length).toBeLessThan(100_000);
    expect(() => parseDocx(bomb)).toThrow(expect.objectContaining({ code: 'too-large' }));
  });

  it.each([
    ['entities', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'DOCTYPE'],
    ['an outside entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'DOCTYPE'],
    ['broken tags', '<a><b></a>', 'damaged'],
    ['endless nesting', '<a>'.repeat(5000), 'nested too deeply'],
  ])('refuses XML with %s', (_what, source, reason) => {
    expect(() => parseXml(source)).toThrow(reason);
  });
});
