import { describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!hasBrowser)('sign-in, library and a lost server in Chromium', () => {
  const on = openPage();

  test('the first account takes the code out of the address', async () => {
    await on.page.goto(`${on.fake.url}/#code=${on.fake.code}`);
    await on.page.getByRole('button', { name: 'Create account' }).waitFor();
    expect(on.page.url()).not.toContain(on.fake.code);
    await on.expectAccessible();
    await on.signIn();
    expect(new URL(on.page.url()).pathname).toBe('/');
  });

  test('a wrong code is said at its field', async () => {
    await on.page.goto(`${on.fake.url}/#code=wrong`);
    await on.page.getByLabel('Name').fill('Ada');
    await on.page.getByLabel('E-mail').fill('ada@example.org');
    await on.page.getByLabel('Password').fill('long-enough');
    await on.page.getByRole('button', { name: 'Create account' }).click();
    await on.page.getByText('The one-time code is not the one that was printed.').waitFor();
    await on.page.getByLabel('One-time code').fill(on.fake.code);
    await on.page.getByRole('button', { name: 'Create account' }).click();
    await on.composer().waitFor();
  });

  test('files are added, refused with a reason, tried again and deleted', async () => {
    await on.signIn();
    on.fake.addBase('Handbook');
    await on.page.getByRole('link', { name: 'Library', exact: true }).click();
    await on.page.getByRole('link', { name: /Handbook/ }).click();
    await on.page.getByTestId('files').setInputFiles([
      { name: 'guide.md', mimeType: 'text/markdown', buffer: Buffer.from('# Guide') },
      { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no') },
      { name: 'tool.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
    ]);
    await on.page.getByText('convert it to PDF').waitFor();
    await on.page.getByText('The file is damaged').waitFor();
    await on.page.getByRole('link', { name: 'guide.md' }).waitFor();
    await on.expectAccessible();
    await on.page.getByRole('button', { name: /^The file is damaged/ }).click();
    await on.expectAccessible();
    await on.page.getByRole('button', { name: 'Try again' }).click();
    await on.page.getByRole('link', { name: 'broken.pdf' }).waitFor();
    await on.page.getByRole('button', { name: 'Delete broken.pdf' }).click();
    await on.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await on.page.getByRole('link', { name: 'broken.pdf' }).waitFor({ state: 'detached' });
    await on.page.getByRole('link', { name: 'guide.md' }).click();
    await on.page.getByText('Nothing of note.').waitFor();
  });

  test('files that are dropped on a conversation go to the library', async () => {
    await on.signIn();
    const transfer = await on.page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['# Dropped'], 'dropped.md', { type: 'text/markdown' }));
      return data;
    });
    await on.page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
    await on.page.getByText('Drop to add to the library').waitFor();
    await on.page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
    await on.page.getByText('1 file added to Library').waitFor();
    await on.page.getByRole('link', { name: 'Show' }).click();
    await on.page.getByRole('link', { name: 'dropped.md' }).waitFor();
  });

  test('an ended session leads to the sign-in and back, the draft is kept', async () => {
    await on.signIn();
    on.fillLibrary();
    await on.ask('What does Colloquy need?');
    await on.answer('done').waitFor();
    const address = on.page.url();
    await on.composer().fill('And how is a backup made?');
    on.fake.tokens.clear();
    await on.composer().press('Enter');
    await on.page.getByText('Your session has ended').waitFor();
    await on.page.getByLabel('E-mail').fill('ada@example.org');
    await on.page.getByLabel('Password').fill('long-enough');
    await on.page.getByRole('button', { name: 'Sign in' }).click();
    await on.composer().waitFor();
    expect(on.page.url()).toBe(address);
    expect(await on.composer().inputValue()).toBe('And how is a backup made?');
  });

  test('the strip says that the server is away, and goes when it is back', async () => {
    await on.signIn();
    on.fake.reachable = false;
    on.fake.cut();
    await on.page.getByRole('link', { name: 'Library', exact: true }).click();
    await on.page.getByText('The connection to the server is lost').waitFor();
    on.fake.reachable = true;
    await on.page.getByText('The connection to the server is lost').waitFor({ state: 'detached' });
    await on.page.getByText('No documents yet').waitFor();
  });

  test('a page of 360 px has room for everything', async () => {
    await on.page.setViewportSize({ width: 360, height: 740 });
    await on.signIn();
    on.fillLibrary();
    await on.ask('What does Colloquy need?');
    await on.answer('done').waitFor();
    const overflow = () => on.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await on.chips().first().click();
    const sheet = on.page.getByRole('dialog', { name: 'Evidence' });
    await sheet.getByText('The first start builds the page').waitFor();
    await on.expectAccessible();
    await on.page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    await on.page.getByRole('button', { name: 'Show the list of conversations' }).click();
    await on.page.getByRole('dialog').getByRole('link', { name: 'Library', exact: true }).click();
    await on.page.getByRole('link', { name: /Handbook/ }).click();
    await on.page.getByRole('link', { name: 'manual.pdf' }).waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});
