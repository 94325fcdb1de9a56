import { describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!hasBrowser)('adding files in Chromium', () => {
  const on = openPage();
  const file = (name: string, text = name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

  async function openBase(): Promise<void> {
    await on.signIn();
    on.fake.addBase('Handbook');
    await on.page.getByRole('link', { name: 'Library', exact: true }).click();
    await on.picture('library-empty');
    await on.page.getByRole('link', { name: /Handbook/ }).click();
    await on.page.getByText('This base is empty').waitFor();
    await on.picture('base-empty');
  }
  const choose = (...files: readonly ReturnType<typeof file>[]) =>
    on.page.getByTestId('files').setInputFiles([...files]);

  test('each file has its own outcome: empty, too large, of a wrong kind, there already', async () => {
    await openBase();
    on.fake.maxUploadBytes = 1_048_576;
    const held = Promise.withResolvers<void>();
    on.fake.uploadsHeld = held.promise;
    await choose(
      file('guide.md', '# Guide'),
      file('tool.exe'),
      file('nothing.txt', ''),
      file('huge.txt', 'x'.repeat(1_048_577)),
      file('notes.txt'),
    );
    await on.page.getByText('Adding files: 2 of 5 done').waitFor();
    await on.page.getByText('larger than this server accepts (1').waitFor();
    await on.page.getByText('The file is empty').waitFor();
    await on.picture('uploading');
    await on.expectAccessible();
    held.resolve();
    await on.page.getByText('3 files not added').waitFor();
    await on.page.getByText('convert it to PDF').waitFor();
    await on.page.getByRole('link', { name: 'guide.md' }).waitFor();
    await choose(file('copy of the guide.md', '# Guide'));
    await on.page.getByText('Already here as guide.md').waitFor();
    await on.page.getByRole('button', { name: 'Clear this list' }).click();
    await on.page.getByText('not added').waitFor({ state: 'detached' });
  });

  test('files go on while another page is looked at', async () => {
    await openBase();
    const held = Promise.withResolvers<void>();
    on.fake.uploadsHeld = held.promise;
    await choose(file('one.md'), file('two.md'));
    await on.page.getByRole('link', { name: 'New conversation' }).click();
    await on.page.getByText('Adding 2 files to Handbook').waitFor();
    held.resolve();
    await on.page.getByText('2 files added to Handbook').waitFor();
    expect(on.fake.documents).toHaveLength(2);
  });

  test('the server is restarted while files are sent: they wait, go on, and are there once', async () => {
    await openBase();
    const held = Promise.withResolvers<void>();
    on.fake.uploadsHeld = held.promise;
    await choose(...['a', 'b', 'c', 'd', 'e'].map((name) => file(`${name}.md`)));
    await on.page.getByText('Adding files: 0 of 5 done').waitFor();
    on.fake.reachable = false;
    on.fake.cut();
    await on.page.getByText('Adding goes on by itself').waitFor();
    await on.page.getByText('The connection to the server is lost').waitFor();
    await on.picture('uploading-offline');
    await on.expectAccessible();
    // What had arrived before the cut is taken all the same, as by a server that stored it and lost the answer.
    held.resolve();
    on.fake.reachable = true;
    await on.page.getByRole('link', { name: 'e.md' }).waitFor({ timeout: 20_000 });
    await on.page.getByText('Adding files').waitFor({ state: 'detached' });
    expect(on.fake.documents.map(({ name }) => name).sort()).toEqual([
      'a.md',
      'b.md',
      'c.md',
      'd.md',
      'e.md',
    ]);
    expect(await on.page.getByText('Already here').count()).toBe(0);
  });

  test('a session that ends while files are sent: they go on after the sign-in, in the same place', async () => {
    await openBase();
    const held = Promise.withResolvers<void>();
    on.fake.uploadsHeld = held.promise;
    await choose(...['a', 'b', 'c', 'd'].map((name) => file(`${name}.md`)));
    await on.page.getByText('Adding files: 0 of 4 done').waitFor();
    on.fake.tokens.clear();
    held.resolve();
    await on.page.getByText('Your session has ended').waitFor();
    expect(await on.page.getByLabel('E-mail').inputValue()).toBe('ada@example.org');
    await on.page.getByLabel('Password').fill('long-enough');
    await on.page.getByRole('button', { name: 'Sign in' }).click();
    await on.page.getByRole('heading', { name: 'Handbook' }).waitFor();
    await on.page.getByRole('link', { name: 'd.md' }).waitFor();
  });

  test('one that failed is tried again alone', async () => {
    await openBase();
    await on.page.route('**/documents', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 413, body: '<html>' }) : route.fallback(),
    );
    await choose(file('one.md'));
    await on.page.getByText('client_max_body_size').waitFor();
    await on.page.unroute('**/documents');
    await on.page.getByRole('button', { name: 'Try one.md again' }).click();
    await on.page.getByRole('link', { name: 'one.md' }).waitFor();
  });
});
