import { describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!hasBrowser)('settings and sign-in in Chromium', () => {
  const on = openPage();

  async function openSettings(): Promise<void> {
    await on.signIn();
    on.fillLibrary();
    await on.page.getByRole('link', { name: 'Settings' }).click();
    await on.page.getByText('/home/ada/colloquy/data').waitFor();
  }

  test('name, theme and size of text are changed and kept', async () => {
    await openSettings();
    await on.picture('settings');
    await on.expectAccessible();
    await on.page.getByRole('textbox', { name: 'Name' }).fill('Ada Lovelace');
    await on.page.getByRole('button', { name: 'Save' }).click();
    await on.page.getByText('Saved').waitFor();
    expect(on.fake.nickname).toBe('Ada Lovelace');
    const size = () =>
      on.page.evaluate(
        () => getComputedStyle(document.body).fontSize + document.documentElement.dataset.theme,
      );
    expect(await size()).toBe('14pxundefined');
    await on.page.getByRole('radio', { name: 'Larger' }).check();
    await on.page.getByRole('radio', { name: 'Dark' }).check();
    expect(await size()).toBe('18pxdark');
    await on.page.reload();
    await on.page.getByRole('radio', { name: 'Larger', checked: true }).waitFor();
    expect(await size()).toBe('18pxdark');
    await on.picture('settings-larger');
    const overflow = () => on.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await on.page.setViewportSize({ width: 360, height: 740 });
    expect(await overflow()).toBeLessThanOrEqual(0);
  });

  test('a password is changed; what is wrong is said at its field, and the session goes on', async () => {
    await openSettings();
    const fill = async (current: string, next: string, again = next) => {
      await on.page.getByLabel('Present password').fill(current);
      await on.page.getByLabel('New password', { exact: true }).fill(next);
      await on.page.getByLabel('New password, once more').fill(again);
      await on.page.getByRole('button', { name: 'Change password' }).click();
    };
    await fill('long-enough', 'another one', 'another two');
    await on.page.getByText('This is not the same as above.').waitFor();
    await fill('wrong', 'another one');
    await on.page.getByText('This is not your present password.').waitFor();
    await fill('long-enough', 'another one');
    await on.page.getByText('The password is changed.').waitFor();
    expect(await on.page.getByLabel('Present password').inputValue()).toBe('');
  });

  test('a model is tested: the step that failed is named, with the remedy', async () => {
    await openSettings();
    await on.page.getByRole('button', { name: 'Test extractive' }).click();
    await on.page.getByText('It answered after 4 ms.').waitFor();
    await on.page.getByRole('button', { name: 'Test qwen3:8b' }).click();
    await on.page.getByText('did not accept the key; check the key').waitFor();
    const steps = on.page.getByRole('listitem').filter({ hasText: /^(Connection|Key|Model|First words)/ });
    expect(await steps.last().textContent()).toContain('not tried');
    await on.page.getByText('Connect a model').click();
    await on.page.getByText('COLLOQUY_CHAT_KEY=your-key').waitFor();
    await on.picture('settings-model');
    await on.expectAccessible();
  });

  test('the network is cut while a model is tested: it says so, the page stays', async () => {
    await openSettings();
    on.fake.reachable = false;
    on.fake.cut();
    await on.page.getByRole('button', { name: 'Test extractive' }).click();
    await on.page.getByText('The server cannot be reached.').waitFor();
    await on.page.getByText('The connection to the server is lost').waitFor();
    await on.page.getByText('/home/ada/colloquy/data').waitFor();
    await on.picture('offline');
    on.fake.reachable = true;
    await on.page.getByText('The connection to the server is lost').waitFor({ state: 'detached' });
  });

  test('a device without a network says that it is offline, and comes back by itself', async () => {
    await openSettings();
    await on.page.context().setOffline(true);
    await on.page.getByText('This device is offline').waitFor();
    await on.page.context().setOffline(false);
    await on.page.getByText('This device is offline').waitFor({ state: 'detached' });
  });

  test('a wrong password says so, too many make one wait, and then it goes on', async () => {
    await on.signIn();
    await on.page.getByRole('button', { name: 'Sign out' }).click();
    const signIn = async (password: string) => {
      await on.page.getByLabel('E-mail').fill('ada@example.org');
      await on.page.getByLabel('Password').fill(password);
      await on.page.getByRole('button', { name: 'Sign in' }).click();
    };
    await on.page.reload();
    await signIn('wrong-password');
    await on.page.getByText('E-mail and password do not match.').waitFor();
    await on.picture('sign-in');
    await on.expectAccessible();
    await signIn('throttled');
    await on.page.getByRole('button', { name: /^Wait \d s$/ }).waitFor();
    await on.page.getByRole('button', { name: 'Sign in' }).waitFor();
    await signIn('long-enough');
    await on.composer().waitFor();
  });

  test('signing out in one tab signs out in the other, signing in as well', async () => {
    await openSettings();
    const other = await on.page.context().newPage();
    await other.goto(`${on.fake.url}/library`);
    await other.getByRole('heading', { name: 'Library' }).waitFor();
    await on.page.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('button', { name: 'Sign in' }).waitFor();
    await on.page.reload();
    await on.page.getByLabel('E-mail').fill('ada@example.org');
    await on.page.getByLabel('Password').fill('long-enough');
    await on.page.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: 'Library' }).waitFor();
  });

  test('what one person left is not shown to the next', async () => {
    await on.signIn();
    await on.composer().fill('My private question');
    on.fake.tokens.clear();
    await on.page.getByRole('link', { name: 'Library', exact: true }).click();
    await on.page.getByText('Your session has ended').waitFor();
    await on.page.getByLabel('E-mail').fill('bob@example.org');
    await on.page.getByLabel('Password').fill('long-enough');
    await on.page.getByRole('button', { name: 'Sign in' }).click();
    await on.page.getByRole('link', { name: 'New conversation' }).click();
    expect(await on.composer().inputValue()).toBe('');
  });

  test('an unreachable server at the sign-in: it is said, and the form comes by itself', async () => {
    await on.page.goto(`${on.fake.url}/sign-in`);
    await on.page.getByRole('button', { name: 'Create account' }).waitFor();
    await on.page.route('**/status', (route) => route.abort());
    await on.page.reload();
    await on.page.getByText('The server does not answer.').waitFor();
    await on.page.unroute('**/status');
    await on.page.getByRole('button', { name: 'Create account' }).waitFor();
  });
});
