import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { sharedData } from '../../server/test/shared-data.ts';
import { type Server, startColloquy } from '../../server/test/spawn-colloquy.ts';
import { hasBrowser, launchBrowser } from './browser.ts';

const folder = sharedData('data', 'documents', 'files', 'pdf');

/** Files as people have them, each with a question that the answerer without a model answers by quoting the file. */
const FILES = [
  ['tracemonkey-two-column.pdf', 'How does a trace tree record loops and side exits in the TraceMonkey VM?'],
  ['noembed-sjis.pdf', 'あいうえお'],
  ['japanese-terminal-rules.pdf', '電線接続端子部が次のいずれにも該当しないとき'],
  ['rotated-page-90.pdf', 'rotated page text'],
  ['chinese-knowledge-base.pdf', '知识库'],
  ['redbook-sampled.pdf', 'What does the redbook say about the server?'],
] as const;

describe.skipIf(!hasBrowser || folder === undefined)('PDFs as people have them', () => {
  let data: string;
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    await buildWeb();
    data = await mkdtemp(join(tmpdir(), 'colloquy-pdf-files-'));
    server = await startColloquy(join(data, 'data'));
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
    page.setDefaultTimeout(15_000);
    await page.goto(`${server.url}/#code=${server.code}`);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password', { exact: true }).fill('long-enough');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('link', { name: 'Library', exact: true }).click();
    await page.getByRole('link', { name: /^Library.*documents/ }).click();
    await page.getByTestId('files').setInputFiles(FILES.map(([name]) => join(folder ?? '', name)));
    for (const [name] of FILES) {
      const row = page.getByRole('row').filter({ hasText: name });
      await row.getByText('Ready').waitFor({ timeout: 60_000 });
    }
  });
  afterAll(async () => {
    await browser?.close();
    server?.child.kill('SIGTERM');
    await server?.ended;
    await rm(data, { recursive: true, force: true });
  });

  /** The characters of the drawn pages that lie under a mark. */
  function markedText(): Promise<string> {
    return page.evaluate(() => {
      let said = '';
      for (const sheet of document.querySelectorAll('[data-page]')) {
        const marks = [...sheet.querySelectorAll('[data-testid=mark]')].map((mark) =>
          mark.getBoundingClientRect(),
        );
        const walker = document.createTreeWalker(
          sheet.querySelector('.pdf-text') ?? sheet,
          NodeFilter.SHOW_TEXT,
        );
        const range = document.createRange();
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const text = node.nodeValue ?? '';
          for (let at = 0; at < text.length; at += 1) {
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const { left, right, top, bottom } = range.getBoundingClientRect();
            const [x, y] = [(left + right) / 2, (top + bottom) / 2];
            const under = marks.some(
              (mark) => x > mark.left && x < mark.right && y > mark.top && y < mark.bottom,
            );
            if (under) said += text[at];
          }
        }
      }
      return said;
    });
  }

  test.each(FILES)('%s opens where it is quoted, and what is marked is the quote', async (name, question) => {
    await page.getByRole('link', { name: 'New conversation' }).first().click();
    await page.getByRole('textbox', { name: 'Your question' }).fill(question);
    await page.keyboard.press('Enter');
    await page.locator('[data-testid=answer][data-status=done]').waitFor();
    await page
      .locator('.answer-text')
      .getByRole('button', { name: new RegExp(`^Source.*${name}`) })
      .first()
      .click();
    await page.getByTestId('mark').first().waitFor();
    await page.locator('[data-page] canvas').first().waitFor();
    await page.getByRole('button', { name: 'Copy quote' }).click();
    const quote = await page.evaluate(() => navigator.clipboard.readText());
    const letters = (text: string): string[] =>
      [
        ...text
          .normalize('NFKC')
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]/gu, ''),
      ].sort();
    expect(letters(await markedText()).join('')).toBe(letters(quote).join(''));
    const pictures = process.env.COLLOQUY_SCREENSHOTS;
    if (pictures !== undefined)
      await page.screenshot({ path: join(pictures, `${basename(name, '.pdf')}.png`) });
  });
});
