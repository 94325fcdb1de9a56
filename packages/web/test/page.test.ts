import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { hasBrowser, launchBrowser } from './browser.ts';
import { startFakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-state.ts';

describe.skipIf(!hasBrowser)('the page in Chromium', () => {
  let dist: string;
  let axe: string;
  let browser: Browser;
  let fake: FakeServer;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    dist = (await buildWeb()).directory;
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    fake = await startFakeServer(dist);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(10_000);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: fake.url });
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A refused or broken request is part of several stories; anything else is a fault.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await context.close();
    await fake.close();
    expect(complaints).toEqual([]);
  });

  const answer = (status: string) => page.locator(`[data-testid=answer][data-status=${status}]`);
  const composer = () => page.getByRole('textbox', { name: 'Your question' });
  const chips = () =>
    page
      .locator('.answer-text')
      .last()
      .getByRole('button', { name: /^Source/ });

  async function signIn(): Promise<void> {
    await page.goto(`${fake.url}/#code=${fake.code}`);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password').fill('long-enough');
    await page.getByRole('button', { name: 'Create account' }).click();
    await composer().waitFor();
  }

  function fillLibrary(): void {
    const base = fake.addBase('Handbook');
    for (const name of ['guide/installation.md', 'guide/backup.md', 'manual.pdf'])
      fake.addDocument(base, name);
  }

  async function ask(question: string): Promise<void> {
    await composer().fill(question);
    await composer().press('Enter');
  }

  async function expectAccessible(): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        // A card in passing belongs to no landmark.
        const { axe: tool } = globalThis as unknown as { axe: Axe };
        const { violations } = await tool.run({ exclude: [['[data-radix-popper-content-wrapper]']] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      });
      expect(found, colorScheme).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }

  test('the first account takes the code out of the address', async () => {
    await page.goto(`${fake.url}/#code=${fake.code}`);
    await page.getByRole('button', { name: 'Create account' }).waitFor();
    expect(page.url()).not.toContain(fake.code);
    await expectAccessible();
    await signIn();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  test('a wrong code is said at its field', async () => {
    await page.goto(`${fake.url}/#code=wrong`);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password').fill('long-enough');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('The one-time code is not the one that was printed.').waitFor();
    await page.getByLabel('One-time code').fill(fake.code);
    await page.getByRole('button', { name: 'Create account' }).click();
    await composer().waitFor();
  });

  test('files are added, refused with a reason, tried again and deleted', async () => {
    await signIn();
    fake.addBase('Handbook');
    await page.getByRole('link', { name: 'Library', exact: true }).click();
    await page.getByRole('link', { name: /Handbook/ }).click();
    await page.getByTestId('files').setInputFiles([
      { name: 'guide.md', mimeType: 'text/markdown', buffer: Buffer.from('# Guide') },
      { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no') },
      { name: 'tool.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
    ]);
    await page.getByText('convert it to PDF').waitFor();
    await page.getByText('The file is damaged').waitFor();
    await page.getByRole('link', { name: 'guide.md' }).waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('link', { name: 'broken.pdf' }).waitFor();
    await page.getByRole('button', { name: 'Delete broken.pdf' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'broken.pdf' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'guide.md' }).click();
    await page.getByText('Nothing of note.').waitFor();
  });

  test('files that are dropped on a conversation go to the library', async () => {
    await signIn();
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['# Dropped'], 'dropped.md', { type: 'text/markdown' }));
      return data;
    });
    await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
    await page.getByText('Drop to add to the library').waitFor();
    await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
    await page.getByText('1 file added to Library').waitFor();
    await page.getByRole('link', { name: 'Show' }).click();
    await page.getByRole('link', { name: 'dropped.md' }).waitFor();
  });

  test('an answer is streamed, cited, opened, copied and made anew', async () => {
    await signIn();
    fillLibrary();
    fake.turns.paused = true;
    await ask('What does Colloquy need?');
    await page.getByText('Reading 4 passages').waitFor();
    expect(await chips().count()).toBe(0);
    fake.turns.paused = false;
    await answer('done').waitFor();
    expect(await chips().allTextContents()).toEqual(['1', '1', '1', '1', '2', '3', '2']);
    await page.getByText('These are quotations found in your documents').waitFor();

    await chips().nth(4).focus();
    const card = page.locator('blockquote');
    await card.waitFor();
    expect(await card.locator('mark').textContent()).toBe(
      'Stop the server, copy the folder, start the server again.',
    );
    await expectAccessible();
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('3');

    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Evidence' });
    await panel.getByText('The pump is primed').waitFor();
    expect(await panel.locator('mark').allTextContents()).toEqual([
      'Clean the filter under running water and restart the pump.',
    ]);
    await expectAccessible();
    await page.reload();
    await panel.getByText('The pump is primed').waitFor();
    await panel.getByRole('tab', { name: 'Also searched (1)' }).click();
    await panel.getByText('guide/backup.md').waitFor();
    await page.goBack();
    await panel.waitFor({ state: 'detached' });

    await answer('done').hover();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('Colloquy needs **Node and npm**, nothing else [1].');
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByText('2 of 2').waitFor();
    await page.getByRole('button', { name: 'Earlier answer' }).click();
    await page.getByText('1 of 2').waitFor();
    expect(fake.conversations[0]?.exchanges).toHaveLength(1);
  });

  test('P1: a reload in mid-stream shows the whole beginning and goes on', async () => {
    await signIn();
    fillLibrary();
    await ask('What does Colloquy need?');
    await page.getByText('Where it listens').waitFor();
    fake.turns.paused = true;
    await page.reload();
    await page.getByText('Where it listens').waitFor();
    await answer('running').getByText('nothing else').waitFor();
    fake.turns.paused = false;
    await answer('done').waitFor();
    expect(await chips().count()).toBe(7);
  });

  test('a connection that breaks in mid-stream loses and doubles nothing', async () => {
    await signIn();
    fillLibrary();
    await ask('What does Colloquy need?');
    await page.getByText('Where it listens').waitFor();
    fake.cut();
    await answer('done').waitFor();
    const live = await page.locator('.answer-text').innerHTML();
    await page.reload();
    await answer('done').waitFor();
    expect(await page.locator('.answer-text').innerHTML()).toBe(live);
    expect(fake.turns.all.size).toBe(1);
  });

  test('Stop stands where Send stood and keeps the text', async () => {
    await signIn();
    fillLibrary();
    await ask('What does Colloquy need?');
    await page.getByText('Where it listens').waitFor();
    fake.turns.paused = true;
    await page.getByRole('button', { name: 'Stop' }).click();
    await answer('stopped').getByText('Where it listens').waitFor();
    await page.getByRole('button', { name: 'Send' }).waitFor();
  });

  test('a failed answer keeps its text, says why and can be tried again', async () => {
    await signIn();
    fillLibrary();
    fake.turns.failAfter = 9;
    await ask('What does Colloquy need?');
    await answer('failed').getByText('The model did not answer').waitFor();
    await answer('failed').getByText('Node and npm').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await answer('done').waitFor();
    await page.getByText('2 of 2').waitFor();
  });

  test('an ended session leads to the sign-in and back, the draft is kept', async () => {
    await signIn();
    fillLibrary();
    await ask('What does Colloquy need?');
    await answer('done').waitFor();
    const address = page.url();
    await composer().fill('And how is a backup made?');
    fake.tokens.clear();
    await composer().press('Enter');
    await page.getByText('Your session has ended').waitFor();
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password').fill('long-enough');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await composer().waitFor();
    expect(page.url()).toBe(address);
    expect(await composer().inputValue()).toBe('And how is a backup made?');
  });

  test('the strip says that the server is away, and goes when it is back', async () => {
    await signIn();
    fake.reachable = false;
    fake.cut();
    await page.getByRole('link', { name: 'Library', exact: true }).click();
    await page.getByText('The connection to the server is lost').waitFor();
    fake.reachable = true;
    await page.getByText('The connection to the server is lost').waitFor({ state: 'detached' });
    await page.getByText('No documents yet').waitFor();
  });

  test('an input method does not send, Shift+Enter breaks the line, a draft survives a reload', async () => {
    await signIn();
    await composer().fill('first');
    await composer().press('Shift+Enter');
    await composer().pressSequentially('second');
    await composer().dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    expect(await composer().inputValue()).toBe('first\nsecond');
    await page.reload();
    expect(await composer().inputValue()).toBe('first\nsecond');
    expect(fake.conversations).toHaveLength(0);
  });

  test('a conversation is renamed and deleted where it stands', async () => {
    await signIn();
    fillLibrary();
    await ask('What does Colloquy need?');
    await answer('done').waitFor();
    const actions = page.getByRole('button', { name: /^Actions for/ });
    await actions.click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name of the conversation' }).fill('Needs');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Needs' }).waitFor();
    await actions.click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('What do you want to know?').waitFor();
    expect(fake.conversations).toHaveLength(0);
  });

  test('a page of 360 px has room for everything', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn();
    fillLibrary();
    await ask('What does Colloquy need?');
    await answer('done').waitFor();
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await chips().first().click();
    const sheet = page.getByRole('dialog', { name: 'Evidence' });
    await sheet.getByText('The first start builds the page').waitFor();
    await expectAccessible();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show the list of conversations' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Library', exact: true }).click();
    await page.getByRole('link', { name: /Handbook/ }).click();
    await page.getByRole('link', { name: 'manual.pdf' }).waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});

interface Axe {
  run(context: object): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
  }>;
}
