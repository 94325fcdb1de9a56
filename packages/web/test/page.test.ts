import { describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!hasBrowser)('a conversation in Chromium', () => {
  const on = openPage();

  test('an answer is streamed, cited, opened, copied and made anew', async () => {
    await on.signIn();
    on.fillLibrary();
    on.fake.turns.paused = true;
    await on.ask('What does Colloquy need?');
    await on.page.getByText('Reading 4 passages').waitFor();
    expect(await on.chips().count()).toBe(0);
    on.fake.turns.paused = false;
    await on.answer('done').waitFor();
    expect(await on.chips().allTextContents()).toEqual(['1', '1', '1', '1', '2', '3', '2']);
    await on.page.getByText('These are quotations found in your documents').waitFor();

    await on.chips().nth(4).focus();
    const card = on.page.locator('blockquote');
    await card.waitFor();
    expect(await card.locator('mark').textContent()).toBe(
      'Stop the server, copy the folder, start the server again.',
    );
    await on.expectAccessible();
    await on.page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    await on.page.keyboard.press('Tab');
    expect(await on.page.evaluate(() => document.activeElement?.textContent)).toBe('3');

    await on.page.keyboard.press('Enter');
    const panel = on.page.getByRole('complementary', { name: 'Evidence' });
    await panel.getByText('The pump is primed').waitFor();
    expect(await panel.locator('mark').allTextContents()).toEqual([
      'Clean the filter under running water and restart the pump.',
    ]);
    await on.expectAccessible();
    await on.page.reload();
    await panel.getByText('The pump is primed').waitFor();
    await panel.getByRole('tab', { name: 'Also searched (1)' }).click();
    await panel.getByText('guide/backup.md').waitFor();
    // Back from the list to the passage, and from there to the answer alone.
    await on.page.goBack();
    await panel.getByText('The pump is primed').waitFor();
    await on.page.goBack();
    await panel.waitFor({ state: 'detached' });

    await on.answer('done').hover();
    await on.page.getByRole('button', { name: 'Copy', exact: true }).click();
    const copied = await on.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('Colloquy needs **Node and npm**, nothing else [1].');
    await on.page.getByRole('button', { name: 'Ask again' }).click();
    await on.page.getByText('2 of 2').waitFor();
    await on.page.getByRole('button', { name: 'Earlier answer' }).click();
    await on.page.getByText('1 of 2').waitFor();
    expect(on.fake.conversations[0]?.exchanges).toHaveLength(1);
  });

  test('P1: a reload in mid-stream shows the whole beginning and goes on', async () => {
    await on.signIn();
    on.fillLibrary();
    await on.ask('What does Colloquy need?');
    await on.page.getByText('Where it listens').waitFor();
    on.fake.turns.paused = true;
    await on.page.reload();
    await on.page.getByText('Where it listens').waitFor();
    await on.answer('running').getByText('nothing else').waitFor();
    on.fake.turns.paused = false;
    await on.answer('done').waitFor();
    expect(await on.chips().count()).toBe(7);
  });

  test('a connection that breaks in mid-stream loses and doubles nothing', async () => {
    await on.signIn();
    on.fillLibrary();
    await on.ask('What does Colloquy need?');
    await on.page.getByText('Where it listens').waitFor();
    on.fake.reachable = false;
    on.fake.cut();
    await on.page.getByText('Connection lost, taking the answer up again').waitFor();
    await on.page.getByText('The connection to the server is lost.').waitFor();
    await on.answer('running').getByText('nothing else').waitFor();
    on.fake.reachable = true;
    await on.answer('done').waitFor({ timeout: 20_000 });
    await on.page.getByText('The connection to the server is lost.').waitFor({ state: 'detached' });
    const live = await on.page.locator('.answer-text').innerHTML();
    await on.page.reload();
    await on.answer('done').waitFor();
    expect(await on.page.locator('.answer-text').innerHTML()).toBe(live);
    expect(on.fake.turns.all.size).toBe(1);
  });

  test('Stop stands where Send stood and keeps the text', async () => {
    await on.signIn();
    on.fillLibrary();
    await on.ask('What does Colloquy need?');
    await on.page.getByText('Where it listens').waitFor();
    on.fake.turns.paused = true;
    await on.page.getByRole('button', { name: 'Stop' }).click();
    await on.answer('stopped').getByText('Where it listens').waitFor();
    await on.page.getByRole('button', { name: 'Send' }).waitFor();
  });

  test('a failed answer keeps its text, says why and can be tried again', async () => {
    await on.signIn();
    on.fillLibrary();
    on.fake.turns.failAfter = 9;
    await on.ask('What does Colloquy need?');
    await on.answer('failed').getByText('The model did not answer').waitFor();
    await on.answer('failed').getByText('Node and npm').waitFor();
    await on.page.getByRole('button', { name: 'Try again' }).click();
    await on.answer('done').waitFor();
    await on.page.getByText('2 of 2').waitFor();
  });

  test('an input method does not send, Shift+Enter breaks the line, a draft survives a reload', async () => {
    await on.signIn();
    await on.composer().fill('first');
    await on.composer().press('Shift+Enter');
    await on.composer().pressSequentially('second');
    await on.composer().dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    expect(await on.composer().inputValue()).toBe('first\nsecond');
    await on.page.reload();
    expect(await on.composer().inputValue()).toBe('first\nsecond');
    expect(on.fake.conversations).toHaveLength(0);
  });

  test('a conversation is renamed and deleted where it stands', async () => {
    await on.signIn();
    on.fillLibrary();
    await on.ask('What does Colloquy need?');
    await on.answer('done').waitFor();
    const actions = on.page.getByRole('button', { name: /^Actions for/ });
    await actions.click();
    await on.page.getByRole('menuitem', { name: 'Rename' }).click();
    await on.page.getByRole('textbox', { name: 'Name of the conversation' }).fill('Needs');
    await on.page.keyboard.press('Enter');
    await on.page.getByRole('link', { name: 'Needs' }).waitFor();
    await actions.click();
    await on.page.getByRole('menuitem', { name: 'Delete' }).click();
    await on.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await on.page.getByText('What do you want to know?').waitFor();
    expect(on.fake.conversations).toHaveLength(0);
  });
});
