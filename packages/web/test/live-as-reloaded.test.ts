import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { type Server, startColloquy } from '../../server/test/spawn-colloquy.ts';
import { hasBrowser, launchBrowser } from './browser.ts';
import { makeFirstAccount } from './first-account.ts';

const LEAVE =
  '# Annual leave\n\nYou can carry over a maximum of 240 annual leave hours into the next leave year.\n\n# Award leave\n\nAward leave expires one year after it is issued.\n';
const TRAVEL =
  '# Travel\n\nA travel claim must be filed within 30 days after the journey has ended.\n\nThe daily allowance is 42 euros.\n';

/** The real server with its own answerer: what is on screen after a change is what a reload shows. */
describe.skipIf(!hasBrowser)(
  'P11: an answer looks alike live and after a reload',
  { timeout: 90_000 },
  () => {
    let folder: string;
    let server: Server;
    let browser: Browser;
    let page: Page;

    beforeAll(async () => {
      await buildWeb();
      folder = await mkdtemp(join(tmpdir(), 'colloquy-alike-'));
      server = await startColloquy(join(folder, 'data'));
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
      page.setDefaultTimeout(20_000);
      await makeFirstAccount(page, server);
      await page.evaluate(
        async (files) => {
          const authorization = `Bearer ${localStorage.getItem('colloquy.token')}`;
          const made = await fetch('/bases', {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/json' },
            body: JSON.stringify({ name: 'Rules' }),
          });
          const { id } = await made.json();
          const form = new FormData();
          for (const [name, text] of files) form.append('file', new Blob([text]), name);
          await fetch(`/bases/${id}/documents`, { method: 'POST', headers: { authorization }, body: form });
          for (;;) {
            const list = await fetch(`/bases/${id}/documents`, { headers: { authorization } });
            const { documents } = await list.json();
            if (documents.every(({ status }: { status: string }) => status === 'ready')) return;
          }
        },
        [
          ['leave.md', LEAVE],
          ['travel.md', TRAVEL],
        ] as const,
      );
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      server?.child.kill('SIGTERM');
      await server?.ended;
      await rm(folder, { recursive: true, force: true });
    });

    const composer = () => page.getByRole('textbox', { name: 'Your question' });
    const answers = () => page.locator('[data-testid=answer]');
    const ended = () => page.locator('[data-testid=answer]:not([data-status=running])');
    const chips = () => page.locator('.answer-text').getByRole('button', { name: /^Source/ });

    /** The conversation as it is on screen. Ids that React counts up are no part of it. */
    function shown(): Promise<string[]> {
      return page
        .getByTestId('exchange')
        .evaluateAll((elements) =>
          elements.map(({ outerHTML }) => outerHTML.replace(/ (?:id|aria-[a-z]+)="radix-[^"]*"/g, '')),
        );
    }

    async function expectAlike(exchanges: number): Promise<void> {
      await expect.poll(() => ended().count(), { timeout: 20_000 }).toBe(exchanges);
      // Away from everything: what is hovered is drawn otherwise.
      await page.mouse.move(0, 0);
      const live = await shown();
      expect(live).toHaveLength(exchanges);
      await page.reload();
      await expect.poll(() => ended().count(), { timeout: 20_000 }).toBe(exchanges);
      expect(await shown()).toEqual(live);
    }

    async function ask(question: string): Promise<void> {
      await composer().fill(question);
      await composer().press('Enter');
    }

    test('after it has been streamed', async () => {
      await ask('How many annual leave hours can I carry over?');
      await answers().first().waitFor();
      await expectAlike(1);
      expect(await chips().count()).toBeGreaterThan(0);
      await ask('When must a travel claim be filed?');
      await expectAlike(2);
    });

    test('after it has been made anew', async () => {
      await answers().first().hover();
      await page.getByRole('button', { name: 'Ask again' }).first().click();
      await page.getByText('2 of 2').waitFor();
      await expectAlike(2);
    });

    test('after its question has been edited', async () => {
      await page.getByTestId('exchange').nth(1).hover();
      await page.getByRole('button', { name: 'Edit the question' }).nth(1).click();
      const field = page.getByRole('textbox', { name: 'The changed question' });
      await field.fill('What is the daily allowance on a journey?');
      await field.press('Enter');
      await field.waitFor({ state: 'detached' });
      await page.getByText('What is the daily allowance').first().waitFor();
      await expectAlike(2);
      expect(await page.content()).not.toContain('When must a travel claim');
    });

    test('after a document that it cites has been deleted', async () => {
      const before = await chips().count();
      const address = page.url();
      await page.getByRole('link', { name: 'Library', exact: true }).click();
      await page.getByRole('link', { name: /^Rules/ }).click();
      await page.getByRole('button', { name: 'Delete leave.md' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('link', { name: 'leave.md' }).waitFor({ state: 'detached' });
      await page
        .getByRole('navigation')
        .getByRole('link', { name: /How many annual/ })
        .click();
      await page.waitForURL(address);
      await page
        .getByRole('button', { name: /deleted document/ })
        .first()
        .waitFor();
      expect(await chips().count()).toBe(before);
      await expectAlike(2);
    });
  },
);
