import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { type FakeVendor, startFakeVendor } from '../../server/test/fakes/fake-vendor.ts';
import { textReply } from '../../server/test/fakes/vendor-replies.ts';
import { type Server, startColloquy } from '../../server/test/spawn-colloquy.ts';
import { findViolations } from './axe.ts';
import { hasBrowser, launchBrowser } from './browser.ts';
import { makePdf, PAGE, type PdfLine } from './make-pdf.ts';

const PAGES = 1_000;
/** The page that matters. */
const TARGET = 700;
/** The quote stands on two lines, a word of it cut by a hyphen. */
const LINES: readonly PdfLine[] = [
  { x: 60, y: 100, text: 'The pump is primed with 2.5 litres of water before the first start.' },
  { x: 60, y: 430, text: 'Error E-17 means that the inlet filter is blocked. Clean the fil-' },
  { x: 60, y: 444, text: 'ter under running water and restart the pump at once. Then wait.' },
];
/** The parts of the lines that the quote consists of. */
const QUOTED = [
  { line: 1, words: 'Clean the fil' },
  { line: 2, words: 'ter under running water and restart the pump at once.' },
] as const;

function manual(): Buffer<ArrayBuffer> {
  const pages = Array.from({ length: PAGES }, (_, index): readonly PdfLine[] => {
    if (index + 1 === TARGET) return LINES;
    const topic = `Remark ${index * 7 + 3} of chapter ${index}: part ${index * 13} is painted in shade ${index % 97}.`;
    return [{ x: 60, y: 120 + (index % 50), text: topic }];
  });
  return makePdf(pages, 6_000);
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the words stand, in shares of the page: the font is fixed, so they are where arithmetic says. */
function boxOf({ line, words }: (typeof QUOTED)[number]): Box {
  const { x, y, text } = LINES[line] ?? expect.fail('There is no such line.');
  const from = x + text.indexOf(words) * PAGE.advance;
  return {
    left: from / PAGE.width,
    right: (from + words.length * PAGE.advance) / PAGE.width,
    top: (y - 0.7 * PAGE.size) / PAGE.height,
    bottom: y / PAGE.height,
  };
}

/** The real server, a PDF of 1,000 pages, and the evidence of an answer that cites page 700. */
describe.skipIf(!hasBrowser)('a PDF beside the answer, server and page together', () => {
  const pdf = manual();
  let folder: string;
  let vendor: FakeVendor;
  let server: Server;
  let browser: Browser;
  let page: Page;
  const parts: { readonly start: number; readonly end: number }[] = [];
  const whole: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    await buildWeb();
    folder = await mkdtemp(join(tmpdir(), 'colloquy-pdf-'));
    vendor = await startFakeVendor();
    const model = { COLLOQUY_CHAT_URL: vendor.baseUrl, COLLOQUY_CHAT_MODEL: 'fake' };
    server = await startColloquy(join(folder, 'data'), model);
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(15_000);
    page.on('request', note);
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  });
  afterAll(async () => {
    await browser?.close();
    server?.child.kill('SIGTERM');
    await server?.ended;
    await vendor?.close();
    await rm(folder, { recursive: true, force: true });
  });

  function note(request: Request): void {
    if (!request.url().endsWith('/content')) return;
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers().range ?? '') ?? [];
    if (start === undefined) whole.push(request.url());
    else parts.push({ start: Number(start), end: Number(end) + 1 });
  }

  const evidence = () => page.getByRole('complementary', { name: 'Evidence' });
  const sheet = (number: number) => page.locator(`[data-page="${number}"]`);
  const picture = async (name: string): Promise<void> => {
    const target = process.env.COLLOQUY_SCREENSHOTS;
    if (target !== undefined) await page.screenshot({ path: join(target, `${name}.png`) });
  };

  /** The boxes of elements on a page, in shares of the page. */
  function boxes(number: number, selector: string): Promise<Box[]> {
    return sheet(number).evaluate((element, wanted) => {
      const frame = element.getBoundingClientRect();
      return [...element.querySelectorAll(wanted)].map((part) => {
        const { left, top, right, bottom } = part.getBoundingClientRect();
        return {
          left: (left - frame.left) / frame.width,
          top: (top - frame.top) / frame.height,
          right: (right - frame.left) / frame.width,
          bottom: (bottom - frame.top) / frame.height,
        };
      });
    }, selector);
  }

  /** Marks cover the words, and hardly more than them. */
  function expectOver(marks: readonly Box[], words: readonly Box[]): void {
    expect(marks).toHaveLength(words.length);
    for (const [index, mark] of marks.entries()) {
      const word = words[index] ?? expect.fail('There are more marks than words.');
      const slack = (1.5 * PAGE.advance) / PAGE.width;
      expect(Math.abs(mark.left - word.left)).toBeLessThan(slack);
      expect(Math.abs(mark.right - word.right)).toBeLessThan(slack);
      expect(mark.top).toBeLessThan(word.top + 0.002);
      expect(mark.bottom).toBeGreaterThan(word.bottom - 0.002);
      expect(mark.bottom - mark.top).toBeLessThan((1.6 * PAGE.size) / PAGE.height);
    }
  }

  test('is read by the server, asked about, and cited', async () => {
    await page.goto(`${server.url}/#code=${server.code}`);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password', { exact: true }).fill('long-enough');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('textbox', { name: 'Your question' }).waitFor();
    await page.getByRole('link', { name: 'Library', exact: true }).click();
    await page.getByRole('link', { name: /^Library.*documents/ }).click();
    await page
      .getByTestId('files')
      .setInputFiles([{ name: 'manual.pdf', mimeType: 'application/pdf', buffer: pdf }]);
    const row = page.getByRole('row').filter({ hasText: 'manual.pdf' });
    await row.getByText('Ready').waitFor({ timeout: 60_000 });
    vendor.next(textReply(['Clean the filter under running water and restart the pump at once', ' [ID:0].']));
    await page.getByRole('link', { name: 'New conversation' }).first().click();
    await page.getByRole('textbox', { name: 'Your question' }).fill('What to do when error E-17 comes?');
    await page.keyboard.press('Enter');
    await page.locator('[data-testid=answer][data-status=done]').waitFor();
    expect(parts).toEqual([]);
  }, 120_000);

  test('opens at the page with the quoted words marked, and loads only what that takes', async () => {
    await page
      .locator('.answer-text')
      .getByRole('button', { name: /^Source/ })
      .first()
      .click();
    await sheet(TARGET).getByTestId('mark').first().waitFor();
    await sheet(TARGET).locator('canvas').waitFor();
    const marks = await boxes(TARGET, '[data-testid=mark]');
    expectOver(marks, QUOTED.map(boxOf));
    const texts = await boxes(TARGET, '.pdf-text > span');
    for (const mark of marks) {
      const under = texts.find(
        ({ top, bottom }) => (mark.top + mark.bottom) / 2 > top && (mark.top + mark.bottom) / 2 < bottom,
      );
      expect(under?.left).toBeLessThan(mark.left + 0.002);
      expect(under?.right).toBeGreaterThan(mark.right - 0.002);
    }
    const [bar] = await boxes(TARGET, '[data-testid=bar]');
    expect(bar?.right).toBeLessThan(marks[1]?.left ?? 0);

    const view = await evidence().getByRole('region', { name: 'Pages of the document' }).boundingBox();
    const mark = await sheet(TARGET).getByTestId('mark').first().boundingBox();
    expect(mark?.y).toBeGreaterThan(view?.y ?? Number.NaN);
    expect(mark?.y).toBeLessThan((view?.y ?? 0) + (view?.height ?? 0));

    expect(whole).toEqual([]);
    const loaded = parts.reduce((sum, { start, end }) => sum + end - start, 0);
    expect(loaded).toBeLessThan(pdf.length / 5);
    expect(await page.locator('[data-page]').count()).toBeLessThan(6);
    expect(await evidence().getByLabel('Page number').inputValue()).toBe(String(TARGET));
    await picture('pdf-light');
  });

  test('is accessible, in light and dark', async () => {
    expect(await findViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('pdf-dark');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('is leafed through by button, number and key; the address keeps the page', async () => {
    await evidence().getByRole('button', { name: 'Next page' }).click();
    await page.waitForURL(/page=701/);
    await evidence().getByLabel('Page number').fill('12');
    await page.keyboard.press('Enter');
    await page.waitForURL(/page=12\b/);
    await sheet(12).locator('canvas').waitFor();
    await evidence().getByRole('region', { name: 'Pages of the document' }).press('ArrowLeft');
    await page.waitForURL(/page=11\b/);
    await page.reload();
    await sheet(11).locator('canvas').waitFor();
    expect(await evidence().getByLabel('Page number').inputValue()).toBe('11');
    expect(await sheet(TARGET).count()).toBe(0);
    await page.goBack();
    await evidence().waitFor({ state: 'detached' });
    await page.goForward();
    await sheet(11).locator('canvas').waitFor();
  });

  test('keeps its place and its marks when the page is made larger or the panel narrower', async () => {
    await evidence().getByLabel('Page number').fill(String(TARGET));
    await page.keyboard.press('Enter');
    await sheet(TARGET).getByTestId('mark').first().waitFor();
    await evidence().getByRole('button', { name: 'Larger' }).click();
    await evidence().getByRole('button', { name: 'Larger' }).click();
    expectOver(await boxes(TARGET, '[data-testid=mark]'), QUOTED.map(boxOf));
    await evidence().getByRole('button', { name: 'Fit to the width' }).click();
    const grip = evidence().getByRole('separator');
    await grip.focus();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowRight');
    expect((await evidence().boundingBox())?.width).toBe(440);
    expect(await evidence().getByLabel('Page number').inputValue()).toBe(String(TARGET));
    expectOver(await boxes(TARGET, '[data-testid=mark]'), QUOTED.map(boxOf));
  });

  test('its text can be selected and copied', async () => {
    const said = await sheet(TARGET).evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element.querySelector('.pdf-text') ?? element);
      getSelection()?.removeAllRanges();
      getSelection()?.addRange(range);
      return String(getSelection());
    });
    expect(said).toContain('Error E-17 means that the inlet filter is blocked.');
  });

  test('is a sheet on a narrow page, and Escape closes it', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const dialog = page.getByRole('dialog', { name: 'Evidence' });
    await dialog.locator('canvas').first().waitFor();
    await picture('pdf-narrow-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('pdf-narrow-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page
      .locator('.answer-text')
      .getByRole('button', { name: /^Source/ })
      .first()
      .click();
    await sheet(TARGET).getByTestId('mark').first().waitFor();
    await page.keyboard.press('Escape');
    await evidence().waitFor({ state: 'detached' });
  });

  test('nothing was complained about on the way', () => {
    expect(complaints).toEqual([]);
  });
});
