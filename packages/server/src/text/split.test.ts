import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../workers/parse-csv.ts';
import { parseMarkdown } from '../workers/parse-markdown.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { splitSentences } from './sentences.ts';
import { MAXIMUM_TOKENS, splitDocument, TARGET_TOKENS } from './split.ts';
import { estimateTokens } from './token-estimate.ts';

function passagesOf(document: ParsedDocument) {
  return splitDocument(document).map((passage) => ({
    ...passage,
    text: document.text.slice(passage.start, passage.end),
  }));
}

const sentence = (about: string): string =>
  `This sentence about ${about} has a handful of ordinary words in it. `;
const section = (title: string, sentences: number): string =>
  `## ${title}\n\n${sentence(title).repeat(sentences)}\n\n`;

describe('splitDocument', () => {
  it('makes one passage of a short page, with its headings beside it', () => {
    const passages = passagesOf(parseMarkdown('# Leave\n\n## Sick leave\n\nCall in before nine.\n'));
    expect(passages).toMatchObject([{ text: 'Call in before nine.', headings: ['Leave', 'Sick leave'] }]);
  });

  it('puts the title of the page above headings that do not say it', () => {
    const page = '---\ntitle: Leave types\n---\n\n## Sick\n\nCall in.\n\n';
    expect(passagesOf(parseMarkdown(page))).toMatchObject([{ headings: ['Leave types', 'Sick'] }]);
    const same = '---\ntitle: Leave types\n---\n\n# Leave Types\n\nCall in.\n';
    expect(passagesOf(parseMarkdown(same))).toMatchObject([{ headings: ['Leave Types'] }]);
  });

  it('keeps large sections apart and puts small ones under one parent together', () => {
    const page = `# Guide\n\n${section('Long one', 14)}${section('Long two', 14)}${section('Small one', 3)}${section('Small two', 3)}`;
    const passages = passagesOf(parseMarkdown(page));
    expect(passages.map(({ headings }) => headings)).toEqual([
      ['Guide', 'Long one'],
      ['Guide', 'Long two'],
      ['Guide'],
    ]);
    expect(passages[2]?.text).toMatch(/^Small one\n\nThis sentence.*\n\nSmall two\n\nThis/);
  });

  it('does not put chapters together unless one is tiny', () => {
    const chapters = ['One', 'Two'].map((title) => `# ${title}\n\n${sentence(title).repeat(4)}\n\n`).join('');
    expect(passagesOf(parseMarkdown(chapters)).map(({ headings }) => headings)).toEqual([['One'], ['Two']]);
    const tiny = `# One\n\nShort.\n\n# Two\n\n${sentence('Two').repeat(4)}`;
    expect(passagesOf(parseMarkdown(tiny))).toMatchObject([
      { headings: [], text: expect.stringMatching(/^One\n\nShort\.\n\nTwo/) },
    ]);
  });

  it('never loses a heading that has nothing under it', () => {
    const passages = passagesOf(parseMarkdown('# First\n\n# Second\n\n# Third\n'));
    expect(passages.map(({ text }) => text).join(' ')).toMatch(/First.*Second.*Third/s);
  });

  it('cuts long prose evenly and at the ends of sentences', () => {
    const document = parseMarkdown(sentence('everything').repeat(60));
    const passages = passagesOf(document);
    const sizes = passages.map(({ tokens }) => tokens);
    expect(passages.length).toBeGreaterThan(2);
    for (const { text } of passages) expect(text).toMatch(/^This .* in it\.$/s);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(60);
  });

  it('cuts a long table between rows and tells later parts the columns', () => {
    const rows = Array.from(
      { length: 80 },
      (_, index) => `| Item ${index} | ${index * 7} dollars and some cents |`,
    );
    const passages = passagesOf(parseMarkdown(`| Thing | Price |\n|---|---|\n${rows.join('\n')}\n`));
    expect(passages.length).toBeGreaterThan(2);
    expect(passages[0]).toMatchObject({
      headings: [],
      text: expect.stringMatching(/^\| Thing \| Price \|\n/),
    });
    for (const { headings, text } of passages.slice(1)) {
      expect(headings).toEqual(['Thing | Price']);
      expect(text).toMatch(/^\| Item \d+ \|.*cents \|$/s);
    }
  });

  it('keeps rows of a CSV file whole', () => {
    const rows = Array.from({ length: 60 }, (_, index) => `${index},Name ${index},"Street ${index}, Town"`);
    const passages = passagesOf(parseCsv(`id,name,address\n${rows.join('\n')}`));
    for (const { text } of passages) expect(text).toMatch(/^id: \d+; name: .*Town$/s);
  });

  it('keeps a block of code whole when it fits, and cuts between lines when not', () => {
    const code = (lines: number): string =>
      `\`\`\`\n${'const answer = compute(42);\n'.repeat(lines)}\`\`\`\n`;
    const whole = passagesOf(parseMarkdown(`${sentence('code').repeat(10)}\n\n${code(12)}`));
    expect(whole.filter(({ text }) => text.includes('const'))).toHaveLength(1);
    for (const { text } of passagesOf(parseMarkdown(code(100)))) {
      for (const line of text.split('\n')) expect(line).toMatch(/^(```|const answer = compute\(42\);)$/);
    }
  });

  it('cuts what has no end by length', () => {
    for (const text of ['a'.repeat(20_000), '天地'.repeat(5_000), '😀'.repeat(5_000)]) {
      const passages = passagesOf(parseMarkdown(text));
      expect(passages.map((passage) => passage.text).join('')).toBe(text);
      for (const passage of passages) expect(passage.tokens).toBeLessThanOrEqual(MAXIMUM_TOKENS);
    }
  });

  it('gives each passage the boxes of its own lines', () => {
    const text = 'First line.\nSecond line.';
    const region = (page: number, top: number) => ({ page, box: [10, top, 90, top + 10] as const });
    const document: ParsedDocument = {
      format: 'pdf',
      text,
      blocks: [{ kind: 'paragraph', start: 0, end: text.length }],
      lines: [
        { start: 0, end: 11, region: region(1, 700) },
        { start: 12, end: 24, region: region(2, 50) },
      ],
      warnings: [],
    };
    expect(splitDocument(document)).toMatchObject([{ regions: [region(1, 700), region(2, 50)] }]);
  });

  it('holds for any document: in order, within the cap, no word lost, no sentence cut', () => {
    const words = fc.constantFrom(
      'leave',
      'Travel',
      'pays 3.5',
      'e.g. this',
      'ends. Then',
      'why? Because',
      '用于测试。',
      'x',
    );
    const paragraph = fc.array(words, { minLength: 1, maxLength: 120 }).map((parts) => parts.join(' '));
    const block = fc.oneof(
      paragraph,
      paragraph.map((text) => `- ${text}`),
      fc.tuple(fc.integer({ min: 1, max: 4 }), words).map(([level, text]) => `${'#'.repeat(level)} ${text}`),
      fc
        .array(words, { minLength: 2, maxLength: 40 })
        .map((cells) => `| a | b |\n|---|---|\n${cells.map((cell) => `| ${cell} | 1 |`).join('\n')}`),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 30 }), (blocks) => {
        const document = parseMarkdown(blocks.join('\n\n'));
        const passages = passagesOf(document);
        let last = 0;
        for (const { start, end, text, tokens } of passages) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(text.trim()).toBe(text);
          expect(tokens).toBeLessThanOrEqual(MAXIMUM_TOKENS);
          last = end;
        }
        const bodies = document.blocks.filter(({ kind }) => kind !== 'heading');
        for (const body of bodies) {
          const parts =
            body.kind === 'table' ? [] : splitSentences(document.text.slice(body.start, body.end));
          for (const part of parts) {
            const [start, end] = [body.start + part.start, body.start + part.end];
            if (estimateTokens(document.text.slice(start, end)) > TARGET_TOKENS) continue;
            expect(passages.some((passage) => passage.start <= start && end <= passage.end)).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
