import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { type FakeVendor, startFakeVendor } from '../../server/test/fakes/fake-vendor.ts';
import { chunk, SILENCE, streamReply } from '../../server/test/fakes/vendor-replies.ts';
import { type Server, startColloquy } from '../../server/test/spawn-colloquy.ts';
import { hasBrowser, launchBrowser } from './browser.ts';
import { makeFirstAccount } from './first-account.ts';

const BEGINNING = 'The beginning of a long answer';

/** What a person sees when the server, or the model behind it, goes away in the middle of an answer. */
describe.skipIf(!hasBrowser)('a conversation whose server or model goes away', { timeout: 90_000 }, () => {
  let folder: string;
  let vendor: FakeVendor;
  let server: Server;
  let browser: Browser;
  let page: Page;

  const start = (...words: string[]) =>
    startColloquy(
      join(folder, 'data'),
      { COLLOQUY_CHAT_URL: vendor.baseUrl, COLLOQUY_CHAT_MODEL: 'fake' },
      ...words,
    );
  const composer = () => page.getByRole('textbox', { name: 'Your question' });
  const answer = (status: string) => page.locator(`[data-testid=answer][data-status=${status}]`).last();
  const done = (text: string) => streamReply(chunk({ content: text }), chunk({}, 'stop'), 'data: [DONE]\n\n');

  beforeAll(async () => {
    await buildWeb();
    folder = await mkdtemp(join(tmpdir(), 'colloquy-restarted-'));
    vendor = await startFakeVendor();
    server = await start();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(30_000);
    await makeFirstAccount(page, server);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.child.kill('SIGTERM');
    await server?.ended;
    await vendor?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function picture(name: string): Promise<void> {
    const target = process.env.COLLOQUY_SCREENSHOTS;
    if (target !== undefined) await page.screenshot({ path: join(target, `${name}.png`) });
  }

  test('P2: killed in mid-stream and started again, it shows the beginning and how to ask again', async () => {
    vendor.next(streamReply(chunk({ content: `${BEGINNING} ` }), SILENCE));
    await composer().fill('Tell me everything.');
    await composer().press('Enter');
    await answer('running').getByText(BEGINNING).waitFor();
    await composer().fill('What I typed meanwhile');
    server.child.kill('SIGKILL');
    await server.ended;
    await page.getByText('The connection to the server is lost.').waitFor();
    expect(await answer('running').getByText(BEGINNING).count()).toBe(1);
    await picture('server-away');

    server = await start('--port', new URL(server.url).port);
    const interrupted = answer('interrupted');
    await interrupted.getByText(BEGINNING).waitFor();
    await interrupted.getByText('The server was restarted while it answered.').waitFor();
    await page.getByText('The connection to the server is lost.').waitFor({ state: 'detached' });
    expect(await composer().inputValue()).toBe('What I typed meanwhile');
    await picture('server-restarted');
    await page.reload();
    await interrupted.getByText(BEGINNING).waitFor();
    expect(await composer().inputValue()).toBe('What I typed meanwhile');

    vendor.next(done('All of it, this time.'));
    await interrupted.getByRole('button', { name: 'Ask again' }).first().click();
    await answer('done').getByText('All of it, this time.').waitFor();
    await page.getByText('2 of 2').waitFor();
  });

  test('a model that cannot be reached is said beside the question, and tried again', async () => {
    const asked = 'Is anybody there?';
    await page.getByRole('link', { name: 'New conversation' }).click();
    await page.waitForURL(`${server.url}/`);
    vendor.next({ status: 401, headers: {}, steps: ['{"error":{"message":"no"}}'] });
    await composer().fill(asked);
    await composer().press('Enter');
    await answer('failed').getByRole('alert').waitFor();
    await composer().fill('Typed while it was away');
    expect(await page.getByTestId('exchange').last().getByText(asked).count()).toBe(1);
    vendor.next(done('Somebody is.'));
    await answer('failed').getByRole('button', { name: 'Try again' }).click();
    await answer('done').getByText('Somebody is.').waitFor();
    expect(await composer().inputValue()).toBe('Typed while it was away');
  });
});
