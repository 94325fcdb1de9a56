import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { findViolations } from './axe.ts';
import { launchBrowser } from './browser.ts';
import { startFakeServer } from './fake-server.ts';
import type { FakeServer } from './fake-state.ts';

/** The page in a browser, before a scripted server of its own. */
export interface OpenPage {
  readonly fake: FakeServer;
  readonly page: Page;
  /** Makes the first account with the code in the address. */
  signIn(): Promise<void>;
  /** Three documents that the scripted answer cites. */
  fillLibrary(): void;
  ask(question: string): Promise<void>;
  composer(): Locator;
  /** The answers with this status. */
  answer(status: string): Locator;
  /** The citations of the last answer. */
  chips(): Locator;
  /** Holds the page against the rules of axe, in both themes. */
  expectAccessible(): Promise<void>;
  /** Keeps pictures in both themes, wide and narrow, when `COLLOQUY_SCREENSHOTS` names a folder. */
  picture(name: string): Promise<void>;
}

/**
 * Opens the page anew for each test of the file, and fails a test during which the page complained. With `bypassCSP`
 * the browser does not keep to the policy that came with the page: what holds then, holds by the page alone.
 */
export function openPage(more: Pick<BrowserContextOptions, 'bypassCSP'> = {}): OpenPage {
  let dist: string;
  let browser: Browser;
  let fake: FakeServer;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    dist = (await buildWeb()).directory;
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    fake = await startFakeServer(dist);
    context = await browser.newContext({
      ...more,
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(10_000);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: fake.url });
    page = await context.newPage();
    complaints = watch(page);
  });
  afterEach(async ({ task }) => {
    const pictures = process.env.COLLOQUY_SCREENSHOTS;
    if (task.result?.state === 'fail' && pictures !== undefined) {
      await page.screenshot({ path: join(pictures, `failed-${task.id}.png`) });
    }
    await context.close();
    await fake.close();
    expect(complaints).toEqual([]);
  });

  const composer = () => page.getByRole('textbox', { name: 'Your question' });
  return {
    get fake() {
      return fake;
    },
    get page() {
      return page;
    },
    composer,
    answer: (status) => page.locator(`[data-testid=answer][data-status=${status}]`),
    chips: () =>
      page
        .locator('.answer-text')
        .last()
        .getByRole('button', { name: /^Source/ }),
    async signIn() {
      await page.goto(`${fake.url}/#code=${fake.code}`);
      await page.getByLabel('Name').fill('Ada');
      await page.getByLabel('E-mail').fill('ada@example.org');
      await page.getByLabel('Password').fill('long-enough');
      await page.getByRole('button', { name: 'Create account' }).click();
      await composer().waitFor();
    },
    fillLibrary() {
      const base = fake.addBase('Handbook');
      for (const name of ['guide/installation.md', 'guide/backup.md', 'manual.pdf'])
        fake.addDocument(base, name);
    },
    async ask(question) {
      await composer().fill(question);
      await composer().press('Enter');
    },
    async expectAccessible() {
      expect(await findViolations(page)).toEqual([]);
    },
    picture: (name) => keepPictures(page, name),
  };
}

/** What the page says is wrong, from now on. */
function watch(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused or broken request is part of several stories; anything else is a fault.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  return complaints;
}

const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

async function keepPictures(page: Page, name: string): Promise<void> {
  const folder = process.env.COLLOQUY_SCREENSHOTS;
  if (folder === undefined) return;
  for (const [width, size] of Object.entries(WIDTHS)) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(WIDTHS.wide);
}
