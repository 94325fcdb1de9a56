import { describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { openPage } from './open-page.ts';

/** Machines that run everything at once are slow. */
const PATIENT = { timeout: 20_000 };

describe.skipIf(!hasBrowser)(
  'what can be done with questions and answers, in Chromium',
  { timeout: 90_000 },
  () => {
    const on = openPage();
    const questions = () =>
      on.page.getByTestId('exchange').locator('p.whitespace-pre-wrap').allTextContents();

    async function asked(...texts: string[]): Promise<void> {
      await on.signIn();
      on.fillLibrary();
      for (const text of texts) {
        await on.ask(text);
        await on.page.getByText(text).last().waitFor();
        await on.answer('done').nth(texts.indexOf(text)).waitFor();
      }
    }

    test('an edited question takes the place of the old one and of those behind it', async () => {
      await asked('First?', 'Second?', 'Third?');
      await on.page.getByTestId('exchange').nth(1).hover();
      await on.page.getByRole('button', { name: 'Edit the question' }).nth(1).click();
      const field = on.page.getByRole('textbox', { name: 'The changed question' });
      await on.page.getByText('The old answer and 1 later question go with it.').waitFor();
      await on.expectAccessible();
      await field.press('Escape');
      expect(await questions()).toEqual(['First?', 'Second?', 'Third?']);

      on.fake.turns.paused = true;
      await on.page.getByRole('button', { name: 'Edit the question' }).nth(1).click();
      await field.fill('Another second?');
      await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
      await field.press('Enter');
      await on.answer('running').waitFor();
      expect(await questions()).toEqual(['First?', 'Another second?']);
      on.fake.turns.paused = false;
      await on.answer('done').nth(1).waitFor();
      await on.page.reload();
      await on.answer('done').nth(1).waitFor();
      expect(await questions()).toEqual(['First?', 'Another second?']);
    });

    test('an edited question that cannot be sent takes nothing away and can be sent again', async () => {
      await asked('First?');
      await on.composer().press('ArrowUp');
      const field = on.page.getByRole('textbox', { name: 'The changed question' });
      await field.fill('Another first?');
      const problem = { code: 'store-unavailable', message: 'The server is shutting down.', retryable: true };
      await on.page.route('**/turns', (route) => route.fulfill({ status: 503, json: problem }));
      await field.press('Enter');
      await on.answer('failed').getByText('The server is shutting down.').waitFor();
      expect(await questions()).toEqual(['First?', 'Another first?']);
      await on.page.unroute('**/turns');
      await on.page.getByRole('button', { name: 'Try again' }).click();
      await on.answer('done').waitFor();
      await expect.poll(questions, PATIENT).toEqual(['Another first?']);
    });

    test('a thumb is kept, says why, and is taken back', async () => {
      await asked('First?');
      const feedback = () => on.fake.conversations[0]?.exchanges[0]?.answers[0]?.feedback;
      const down = on.page.getByRole('button', { name: 'Bad answer' });
      await on.answer('done').hover();
      await down.click();
      await on.page.getByRole('textbox', { name: 'What was wrong with it?' }).fill('The port is another.');
      await on.expectAccessible();
      await on.page.keyboard.press('Enter');
      await expect.poll(feedback, PATIENT).toEqual({ thumb: 'down', text: 'The port is another.' });
      await on.page.reload();
      await on.answer('done').waitFor();
      expect(await down.getAttribute('aria-pressed')).toBe('true');
      await down.click();
      await expect.poll(feedback, PATIENT).toBeUndefined();
      await expect.poll(() => down.getAttribute('aria-pressed'), PATIENT).toBe('false');
      await on.page.getByRole('button', { name: 'Good answer' }).click();
      await expect.poll(feedback, PATIENT).toEqual({ thumb: 'up' });
    });

    test('a question has an address that leads to it', async () => {
      await asked('First?', 'Second?', 'Third?', 'Fourth?');
      await on.page.getByTestId('exchange').nth(1).hover();
      await on.page.getByRole('button', { name: 'Copy the address of this question' }).nth(1).click();
      const address = await on.page.evaluate(() => navigator.clipboard.readText());
      await on.page.goto(address);
      const linked = on.page.locator('[data-linked=true]');
      await linked.getByText('Second?').waitFor();
      const top = () => linked.evaluate((element) => element.getBoundingClientRect().top);
      await expect.poll(top, PATIENT).toBeLessThan(120);
      expect(await top()).toBeGreaterThanOrEqual(0);
    });

    test('the assistant is chosen before the first question and named afterwards', async () => {
      on.fake.dialogs.push({
        id: 'other',
        name: 'Manuals only',
        description: 'Answers from the manuals',
        baseIds: ['base-1'],
        searchEverything: false,
      });
      await on.signIn();
      on.fillLibrary();
      await on.page.reload();
      await on.page.getByRole('button', { name: 'Assistant' }).click();
      await on.page.getByRole('menuitemcheckbox', { name: 'Manuals only' }).click();
      await on.page.getByRole('button', { name: 'Where the assistant searches' }).waitFor();
      await on.ask('First?');
      await on.answer('done').waitFor();
      expect(on.fake.conversations[0]?.dialogId).toBe('other');
      await on.page.getByText('Manuals only').waitFor();
      await on.expectAccessible();
    });

    test('screen readers hear that an answer has begun and ended, not its words', async () => {
      await on.signIn();
      on.fillLibrary();
      await on.page.evaluate(() => {
        const heard: string[] = [];
        Object.assign(globalThis, { heard });
        new MutationObserver(() => {
          const words = document.querySelector('main [aria-live=polite]')?.textContent ?? '';
          if (words !== '' && heard.at(-1) !== words) heard.push(words);
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      });
      const heard = () => on.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
      const good = ['The answer has begun.', 'The answer is complete.'];
      await on.ask('First?');
      await on.answer('done').waitFor();
      await expect.poll(heard, PATIENT).toEqual(good);
      on.fake.turns.pace = 60;
      on.fake.turns.failAfter = 5;
      await on.ask('Second?');
      await on.answer('failed').waitFor();
      await expect.poll(heard, PATIENT).toEqual([...good, 'The answer has begun.', 'The answer failed.']);
    });

    test('nothing is cut off at 360 pixels', async () => {
      await on.page.setViewportSize({ width: 360, height: 740 });
      await asked('What does Colloquy need?');
      const cut = await on.page.evaluate(() =>
        [...document.querySelectorAll('main article *, main form *')]
          // What scrolls by itself, a code block or a table, may be as wide as it likes.
          .filter((element) => element.closest('.overflow-x-auto, pre') === null)
          .filter((element) => element.getBoundingClientRect().right > innerWidth)
          .map(({ outerHTML }) => outerHTML.slice(0, 80)),
      );
      expect(cut).toEqual([]);
      expect(await on.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      await on.page.getByRole('button', { name: 'Edit the question' }).click();
      await on.expectAccessible();
    });
  },
);
