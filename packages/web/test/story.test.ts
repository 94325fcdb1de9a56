import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { type FakeVendor, startFakeVendor } from '../../server/test/fakes/fake-vendor.ts';
import { chunk, SILENCE, streamReply } from '../../server/test/fakes/vendor-replies.ts';
import { type Server, startColloquy } from '../../server/test/spawn-colloquy.ts';
import { hasBrowser, launchBrowser } from './browser.ts';

const LEAVE =
  '# Annual leave\n\nYou can carry over a maximum of 240 annual leave hours into the next leave year.\n\n# Award leave\n\nAward leave expires one year after it is issued.\n';

/** One story of a person, told to the real server in a real browser. `COLLOQUY_SCREENSHOTS` keeps its pictures. */
describe.skipIf(!hasBrowser)('the story of a first visit, server and page together', () => {
  let folder: string;
  let vendor: FakeVendor;
  let server: Server;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    await buildWeb();
    folder = await mkdtemp(join(tmpdir(), 'colloquy-story-'));
    vendor = await startFakeVendor();
    server = await startColloquy(join(folder, 'data'), {
      COLLOQUY_CHAT_URL: vendor.baseUrl,
      COLLOQUY_CHAT_MODEL: 'fake',
    });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(15_000);
  });
  afterAll(async () => {
    await browser?.close();
    server?.child.kill('SIGTERM');
    await server?.ended;
    await vendor?.close();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await picture('failed');
  });

  const answer = (status: string) => page.locator(`[data-testid=answer][data-status=${status}]`).last();
  const composer = () => page.getByRole('textbox', { name: 'Your question' });
  const chips = () =>
    page
      .locator('.answer-text')
      .last()
      .getByRole('button', { name: /^Source/ });

  async function picture(name: string): Promise<void> {
    const target = process.env.COLLOQUY_SCREENSHOTS;
    if (target !== undefined) await page.screenshot({ path: join(target, `${name}.png`) });
  }

  async function ask(question: string): Promise<void> {
    await composer().fill(question);
    await composer().press('Enter');
  }

  test('makes the first account with the code in the address', async () => {
    await page.goto(`${server.url}/#code=${server.code}`);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password').fill('long-enough');
    await picture('first-account');
    await page.getByRole('button', { name: 'Create account' }).click();
    await composer().waitFor();
    await picture('start');
  });

  test('drops files, sees one fail with its reason, and deletes it', async () => {
    await page.getByRole('link', { name: 'Library', exact: true }).click();
    await page.getByText('Colloquy documentation').waitFor();
    await picture('library');
    await page.getByRole('link', { name: /^Library.*documents/ }).click();
    await page.getByTestId('files').setInputFiles([
      { name: 'leave.md', mimeType: 'text/markdown', buffer: Buffer.from(LEAVE) },
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.from('   \n') },
    ]);
    await page.getByRole('link', { name: 'leave.md' }).waitFor();
    await page.getByRole('row').filter({ hasText: 'empty.txt' }).getByText('Failed').waitFor();
    await page
      .getByText(/no text|is empty/)
      .first()
      .waitFor();
    await picture('base');
    await page.getByRole('button', { name: 'Delete empty.txt' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'empty.txt' }).waitFor({ state: 'detached' });
  });

  test('reloads in mid-stream and reads on; the citation opens the passage', async () => {
    const reloaded = Promise.withResolvers<void>();
    vendor.next(
      streamReply(
        chunk({ role: 'assistant', content: 'At most **240 hours** of annual leave' }),
        chunk({ content: ' can be carried over [ID' }),
        chunk({ content: ':0]. Nobody has ever used' }),
        reloaded.promise,
        chunk({ content: ' more than that [ID:1]. Award leave expires one year after it is issued' }),
        chunk({ content: ' [ID:0].' }),
        chunk({}, 'stop'),
        'data: [DONE]\n\n',
      ),
    );
    await page.getByRole('link', { name: 'New conversation' }).click();
    await ask('How many hours of annual leave can I carry over, and when does award leave expire?');
    await answer('running').getByText('can be carried over').waitFor();
    await picture('streaming');
    await page.reload();
    await answer('running').getByText('can be carried over').waitFor();
    reloaded.resolve();
    await answer('done').waitFor();
    expect(await chips().count()).toBe(2);
    await chips().first().focus();
    const card = page.locator('blockquote');
    await card.waitFor();
    expect(await card.locator('mark').textContent()).toContain('a maximum of 240 annual leave hours');
    await picture('citation');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Evidence' });
    await panel.locator('mark').first().waitFor();
    expect(await panel.locator('mark').first().textContent()).toContain(
      'a maximum of 240 annual leave hours',
    );
    await picture('evidence');
  });

  test('stops an answer; the text stays, and so it does after a reload', async () => {
    vendor.next(streamReply(chunk({ content: 'A long story begins here and ' }), SILENCE));
    await page.getByRole('link', { name: 'New conversation' }).click();
    await ask('Tell me about award leave.');
    await answer('running').getByText('A long story begins here').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await answer('stopped').getByText('A long story begins here').waitFor();
    await page.reload();
    await answer('stopped').getByText('A long story begins here').waitFor();
    await picture('stopped');
    expect((await vendor.request(vendor.requests.length - 1)).aborted).toBe(true);
  });

  test('says what is wrong when the provider fails, and asks again', async () => {
    vendor.next({
      status: 401,
      headers: { 'content-type': 'application/json' },
      steps: ['{"error":{"message":"no"}}'],
    });
    await page.getByRole('link', { name: 'New conversation' }).click();
    await ask('When does award leave expire?');
    await answer('failed').waitFor();
    await picture('provider-refuses');
    vendor.next(
      streamReply(
        chunk({ content: 'One year after it is issued [ID:0].' }),
        chunk({}, 'stop'),
        'data: [DONE]\n\n',
      ),
    );
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await answer('done').getByText('One year after it is issued').waitFor();
  });

  test('the settings test the model and name the step that fails', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText(join(folder, 'data')).waitFor();
    vendor.next({
      status: 401,
      headers: { 'content-type': 'application/json' },
      steps: ['{"error":{"message":"no"}}'],
    });
    const check = page.getByRole('button', { name: 'Test fake' });
    await check.click();
    await page.getByText('did not accept the key').waitFor();
    await picture('settings-key-refused');
    vendor.next(streamReply(chunk({ content: 'Hello' }), chunk({}, 'stop'), 'data: [DONE]\n\n'));
    await check.click();
    await page.getByText(/^It answered after/).waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
  });

  test('a deleted document takes its quotes with it', async () => {
    await page.getByRole('link', { name: 'Library', exact: true }).click();
    await page.getByRole('link', { name: /^Library.*document/ }).click();
    await page.getByRole('button', { name: 'Delete leave.md' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('link', { name: 'leave.md' }).waitFor({ state: 'detached' });
    await page.goBack();
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /How many hours/ })
      .click();
    await page
      .getByRole('button', { name: /deleted document/ })
      .first()
      .waitFor();
    expect(await page.content()).not.toContain('a maximum of 240 annual leave hours');
  });
});
