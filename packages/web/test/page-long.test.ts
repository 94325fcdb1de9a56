import { describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { addLongConversation, addManyConversations } from './long-conversation.ts';
import { openPage } from './open-page.ts';

/** Machines that run everything at once are slow. */
const PATIENT = { timeout: 60_000 };

describe.skipIf(!hasBrowser)('much of everything, in Chromium', { timeout: 90_000 }, () => {
  const on = openPage();
  const exchanges = () => on.page.getByTestId('exchange');
  const toEnd = () => on.page.getByRole('button', { name: 'To the end' });
  const list = () => on.page.getByRole('region', { name: 'Conversations' });
  /** Pixels between what is seen and the end. */
  const fromEnd = () =>
    on.page
      .locator('main > .overflow-y-auto')
      .evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);

  test('500 messages: opens at the end at once, and everything is there in the end', async () => {
    await on.signIn();
    on.fillLibrary();
    addLongConversation(on.fake, 250);
    await on.page.goto(`${on.fake.url}/c/long`);
    await on.page.getByText('Question 250', { exact: true }).waitFor();
    expect(await exchanges().count()).toBeLessThan(250);
    await expect.poll(fromEnd, PATIENT).toBeLessThan(2);
    await expect.poll(() => exchanges().count(), PATIENT).toBe(250);
    expect(await fromEnd()).toBeLessThan(2);
    expect(await toEnd().count()).toBe(0);

    await on.page.mouse.move(700, 400);
    await on.page.mouse.wheel(0, -3_000);
    await toEnd().waitFor();
    await on.ask('Question 251');
    await on.answer('done').nth(250).waitFor();
    await expect.poll(fromEnd, PATIENT).toBeLessThan(2);
  });

  test('who has scrolled up stays there while an answer grows', async () => {
    await on.signIn();
    on.fillLibrary();
    addLongConversation(on.fake, 12);
    on.fake.turns.pace = 15;
    await on.page.goto(`${on.fake.url}/c/long`);
    await on.page.getByText('Question 12', { exact: true }).waitFor();
    await on.ask('Question 13');
    await on.answer('running').getByText('nothing else').waitFor();
    await on.page.mouse.move(700, 400);
    await on.page.mouse.wheel(0, -900);
    await toEnd().waitFor();
    const place = () =>
      on.page
        .getByText('Question 12', { exact: true })
        .evaluate((element) => element.getBoundingClientRect().top);
    const before = await place();
    await on.answer('done').nth(12).waitFor();
    expect(Math.abs((await place()) - before)).toBeLessThan(2);
    await toEnd().click();
    await expect.poll(fromEnd, PATIENT).toBeLessThan(2);
    await toEnd().waitFor({ state: 'detached' });
  });

  test('while an answer is streamed nothing above its last block changes in the page', async () => {
    await on.signIn();
    on.fillLibrary();
    addLongConversation(on.fake, 3);
    on.fake.turns.pace = 10;
    await on.page.goto(`${on.fake.url}/c/long`);
    await on.page.getByText('Question 3', { exact: true }).waitFor();
    await on.ask('Question 4');
    await on.answer('running').getByText('Where it listens').waitFor();
    // Everything that is finished at this moment: the earlier exchanges, and the first block of this one.
    const changes = await on.page.evaluateHandle(() => {
      const seen: string[] = [];
      const observer = new MutationObserver((records) => {
        for (const { target } of records) seen.push(target.textContent ?? '');
      });
      const options = { subtree: true, childList: true, characterData: true, attributes: true };
      const all = [...document.querySelectorAll('[data-testid=exchange]')];
      const growing = all.pop();
      for (const element of all) observer.observe(element, options);
      const first = growing?.querySelector('.answer-text > :first-child');
      if (first) observer.observe(first, options);
      return seen;
    });
    await on.answer('done').nth(3).waitFor();
    expect(await changes.jsonValue()).toEqual([]);
  });

  test('1,000 conversations: by day, found by name, rendered as far as one scrolls', async () => {
    addManyConversations(on.fake, 1_000);
    on.fake.tokens.add('token');
    await on.page.addInitScript(() => localStorage.setItem('colloquy.token', 'token'));
    await on.page.goto(on.fake.url);
    const rows = () => list().locator('li a');
    await list().getByText('Conversation 1000', { exact: true }).waitFor();
    expect(await rows().count()).toBe(60);
    await list().getByRole('heading', { name: 'Last 7 days' }).waitFor();
    await on.expectAccessible();
    await on.page.mouse.move(120, 400);
    await expect
      .poll(async () => {
        await on.page.mouse.wheel(0, 4_000);
        return rows().count();
      }, PATIENT)
      .toBeGreaterThanOrEqual(300);

    await on.page.keyboard.press('Control+k');
    await on.page.keyboard.type('CONVERSATION 77');
    await expect.poll(() => rows().count(), PATIENT).toBe(19);
    await on.page.keyboard.type('x');
    await list().getByText('No conversation has this in its name.').waitFor();
    await on.page.keyboard.press('Escape');
    await expect.poll(() => rows().count(), PATIENT).toBe(60);
  });

  test('the keys work and are listed', async () => {
    await on.signIn();
    await on.page.keyboard.press('Control+/');
    const dialog = on.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Search conversations').waitFor();
    await on.expectAccessible();
    await on.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await on.page.getByRole('link', { name: 'Library', exact: true }).click();
    await on.page.keyboard.press('Control+Shift+O');
    await on.composer().waitFor();
    const focused = () => on.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    await expect.poll(focused, PATIENT).toBe('Your question');
    await on.page.keyboard.press('Tab');
    await on.page.keyboard.press('Shift+Escape');
    await expect.poll(focused, PATIENT).toBe('Your question');
  });
});
