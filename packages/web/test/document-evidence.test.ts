import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { sharedData } from '../../server/test/shared-data.ts';
import { hasBrowser } from './browser.ts';
import { TEXTS } from './fake-script.ts';
import { makePdf } from './make-pdf.ts';
import { openPage } from './open-page.ts';

const QUOTE = 'Clean the filter under running water and restart the pump.';
const locked = sharedData('data', 'documents', 'files', 'pdf', 'password-openpassword.pdf');

/** The manual of the script: twelve pages, the quote on the fourth, where the script says that it stands. */
function manual(): Buffer<ArrayBuffer> {
  return makePdf(
    Array.from({ length: 12 }, (_, index) =>
      index === 3
        ? [
            { x: 60, y: 100, text: 'Error E-17 means that the inlet filter is blocked.' },
            { x: 60, y: 114, text: QUOTE },
          ]
        : [{ x: 60, y: 100, text: `Remark ${index}.` }],
    ),
  );
}

describe.skipIf(!hasBrowser)('the document beside the answer in Chromium', () => {
  const on = openPage();
  const panel = () => on.page.getByRole('complementary', { name: 'Evidence' });
  const pages = () => panel().getByRole('region', { name: 'Pages of the document' });
  const picture = async (name: string): Promise<void> => {
    const target = process.env.COLLOQUY_SCREENSHOTS;
    if (target !== undefined) await on.page.screenshot({ path: join(target, `${name}.png`) });
  };

  beforeEach(async () => {
    await on.signIn();
    on.fillLibrary();
    setManual(manual());
  });

  function setManual(bytes: Uint8Array<ArrayBuffer>): void {
    const document = on.fake.documents.find(({ name }) => name === 'manual.pdf');
    Object.assign(document ?? {}, { mediaType: 'application/pdf', size: bytes.length });
    on.fake.files.set('manual.pdf', bytes);
  }

  async function openSource(name: string): Promise<void> {
    await on.ask('What does Colloquy need?');
    await on.answer('done').waitFor();
    await on.page
      .locator('.answer-text')
      .getByRole('button', { name: new RegExp(`^Source.*${name}`) })
      .first()
      .click();
  }

  test('a PDF opens at its page; the quote is copied; the list of sources is one step back', async () => {
    await openSource('manual.pdf');
    await on.page.locator('[data-page="4"]').getByTestId('mark').waitFor();
    await panel().getByRole('button', { name: 'Copy quote' }).click();
    expect(await on.page.evaluate(() => navigator.clipboard.readText())).toBe(QUOTE);
    await panel().getByRole('button', { name: 'All sources' }).click();
    await panel().getByText('guide/backup.md').waitFor();
    await on.expectAccessible();
    await picture('sources');
    await on.page.goBack();
    await on.page.locator('[data-page="4"]').getByTestId('mark').waitFor();
  });

  test('a source that was only searched is opened and marked too', async () => {
    await openSource('manual.pdf');
    await panel().getByRole('tab', { name: 'Also searched (1)' }).click();
    await panel().getByText('guide/backup.md').click();
    await panel().locator('mark').first().waitFor();
    expect(await panel().locator('mark').allTextContents()).toEqual([
      'Everything that must not be lost stands in one folder.',
    ]);
    expect(await panel().getByRole('tab', { selected: true }).textContent()).toBe('Also searched (1)');
  });

  test('a document that is deleted meanwhile says so and shows nothing of its text', async () => {
    await openSource('guide/backup.md');
    await panel().locator('mark').first().waitFor();
    await panel().getByRole('button', { name: 'All sources' }).click();
    on.fake.documents.splice(0);
    await panel().getByText('guide/backup.md').click();
    await panel().getByText('This document has been deleted; its text is gone with it.').waitFor();
    expect(await panel().locator('mark').count()).toBe(0);
  });

  test('a PDF that is deleted while it is read goes', async () => {
    const bytes = makePdf(
      Array.from({ length: 400 }, (_, index) => [{ x: 60, y: 100, text: `Remark ${index}.` }]),
      4_000,
    );
    setManual(bytes);
    await openSource('manual.pdf');
    await on.page.locator('[data-page="4"] canvas').waitFor();
    on.fake.documents.splice(0);
    await panel().getByLabel('Page number').fill('300');
    await on.page.keyboard.press('Enter');
    await panel().getByText('This document has been deleted; its text is gone with it.').waitFor();
    expect(await on.page.locator('[data-page]').count()).toBe(0);
  });

  test('a PDF that is damaged is shown as the text that was found in it', async () => {
    setManual(new Uint8Array(Buffer.from('%PDF-1.4\nnothing more')));
    await openSource('manual.pdf');
    await panel().getByText('The PDF is damaged').waitFor();
    expect(await panel().locator('mark').allTextContents()).toEqual([QUOTE]);
    await on.expectAccessible();
    await picture('pdf-damaged');
  });

  test.skipIf(locked === undefined)('a PDF with a password is shown as its text', async () => {
    setManual(new Uint8Array(await readFile(locked ?? '')));
    await openSource('manual.pdf');
    await panel().getByText('The PDF asks for a password').waitFor();
    expect(await panel().locator('mark').allTextContents()).toEqual([QUOTE]);
  });

  test('without a connection it says so, and opens when it is back', async () => {
    await openSource('manual.pdf');
    await on.page.locator('[data-page="4"] canvas').waitFor();
    await panel().getByRole('button', { name: 'All sources' }).click();
    on.fake.reachable = false;
    on.fake.cut();
    await panel().getByText('guide/installation.md').click();
    await panel().getByRole('button', { name: 'Try again' }).waitFor();
    expect(await panel().locator('mark').count()).toBe(4);
    await picture('document-offline');
    on.fake.reachable = true;
    await panel().getByRole('button', { name: 'Try again' }).click();
    await panel().locator('mark').first().waitFor();
  });

  test('a long text is read around the passage, and further only when asked', async () => {
    const before = Array.from({ length: 3_000 }, (_, index) => `Earlier remark ${index}.`).join('\n\n');
    const text = TEXTS['guide/installation.md'] ?? '';
    const asked: number[] = [];
    on.page.on('response', async (response) => {
      if (/\/text\?/.test(response.url())) asked.push((await response.text()).length);
    });
    on.fake.texts.set('guide/installation.md', text + before);
    await openSource('guide/installation.md');
    const first = panel().locator('mark').first();
    await first.waitFor();
    expect(await panel().locator('mark').count()).toBe(4);
    expect(await first.textContent()).toBe('Colloquy needs Node and npm, nothing else.');
    await on.expectAccessible();
    await picture('text-light');
    await on.page.emulateMedia({ colorScheme: 'dark' });
    await picture('text-dark');
    await on.page.setViewportSize({ width: 390, height: 844 });
    const sheet = on.page.getByRole('dialog', { name: 'Evidence' });
    await sheet.locator('mark').first().waitFor();
    await picture('text-narrow-dark');
    await on.page.emulateMedia({ colorScheme: 'light' });
    await picture('text-narrow-light');
    await on.page.setViewportSize({ width: 1440, height: 900 });
    await panel().getByRole('button', { name: 'Show what comes after' }).click();
    await panel().getByText('Earlier remark 200.').waitFor();
    expect(await panel().getByText('Earlier remark 2999.').count()).toBe(0);
    expect(Math.max(...asked)).toBeLessThan(8_000);
  });

  test('text that is added above does not move what is read', async () => {
    const text = TEXTS['guide/backup.md'] ?? '';
    const before = `${Array.from({ length: 400 }, (_, index) => `Earlier remark ${index}.`).join('\n\n')}\n\n`;
    on.fake.texts.set('guide/backup.md', before + text);
    await openSource('guide/backup.md');
    await panel().locator('mark').first().waitFor();
    const more = panel().getByRole('button', { name: 'Show what comes before' });
    await more.scrollIntoViewIfNeeded();
    const line = panel().getByText('Earlier remark 399.');
    const stood = (await line.boundingBox())?.y ?? Number.NaN;
    await more.click();
    await panel().getByText('Earlier remark 200.').waitFor({ state: 'attached' });
    expect(Math.abs(((await line.boundingBox())?.y ?? Number.NaN) - stood)).toBeLessThan(60);
  });

  test('Escape closes it from the answer, and a field keeps its own Escape', async () => {
    await openSource('manual.pdf');
    await pages().waitFor();
    await on.composer().focus();
    await on.page.keyboard.press('Escape');
    expect(await panel().count()).toBe(1);
    await on.chips().nth(5).click();
    await pages().focus();
    await on.page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    expect(await on.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Source 3: manual.pdf',
    );
  });
});
