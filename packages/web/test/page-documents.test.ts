import { describe, expect, test } from 'vitest';
import { hasBrowser } from './browser.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!hasBrowser)('a base with thousands of documents in Chromium', () => {
  const on = openPage();
  const rows = () => on.page.getByRole('row');
  const row = (name: string) => rows().filter({ hasText: name });

  async function openLarge(count: number): Promise<void> {
    await on.signIn();
    const base = on.fake.addBase('Archive');
    const problem = {
      code: 'parse-failed',
      message: 'The file is damaged; export it again.',
      retryable: false,
    };
    for (let n = 0; n < count; n++) {
      const change = n % 1_000 === 7 ? { status: 'failed' as const, passages: 0, problem } : {};
      on.fake.addDocument(base, `letter ${String(n).padStart(4, '0')}.md`, { ...change, size: n });
    }
    await on.page.goto(`${on.fake.url}/library/${base.id}`);
    await row('letter 0000.md').waitFor();
  }

  test('5,000 rows: only those in view are read and drawn, to the very end', async () => {
    await openLarge(5_000);
    expect(await on.page.getByRole('table').getAttribute('aria-rowcount')).toBe('5001');
    expect(await rows().count()).toBeLessThan(60);
    await on.picture('library-5000');
    const main = on.page.getByRole('main');
    await main.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await row('letter 4999.md').waitFor();
    expect(await row('letter 0000.md').count()).toBe(0);
    expect(await rows().count()).toBeLessThan(60);
    await main.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await row('letter 2500.md').waitFor();
    // Each of the three places lies in one page of a hundred, or on the border of two.
    expect(new Set(on.fake.listed).size).toBeLessThanOrEqual(7);
    expect(on.fake.listed.every((query) => query.includes('limit=100'))).toBe(true);
    await on.expectAccessible();
  });

  test('finding, showing one state, ordering; the address keeps them', async () => {
    await openLarge(2_100);
    await on.page.getByRole('textbox', { name: 'Find by name' }).fill('LETTER 20');
    await row('letter 2000.md').waitFor();
    await row('letter 0000.md').waitFor({ state: 'detached' });
    await on.page.getByRole('button', { name: 'Clear the search' }).click();
    await on.page.getByRole('button', { name: 'Failed 3' }).click();
    await row('letter 2007.md').waitFor();
    expect(await rows().count()).toBe(4);
    await on.page.reload();
    await row('letter 2007.md').waitFor();
    expect(await rows().count()).toBe(4);
    await on.page.getByRole('button', { name: 'All 2,100' }).click();
    await on.page.getByRole('button', { name: 'Size' }).click();
    await row('letter 2099.md').waitFor();
    const size = on.page.getByRole('columnheader', { name: 'Size' });
    expect(await size.getAttribute('aria-sort')).toBe('descending');
    await on.page.getByRole('textbox', { name: 'Find by name' }).fill('nothing like it');
    await on.page.getByText('No document of this base is like that.').waitFor();
  });

  test('a failed row opens to reason and remedy, the rows behind it make room', async () => {
    await openLarge(40);
    await row('letter 0007.md')
      .getByRole('button', { name: /^The file is damaged/ })
      .click();
    await on.page.getByRole('button', { name: 'Try again' }).waitFor();
    await on.picture('library-failed');
    const below = await row('letter 0007.md').boundingBox();
    const next = await row('letter 0008.md').boundingBox();
    expect(next?.y).toBeGreaterThanOrEqual((below?.y ?? 0) + (below?.height ?? 0) - 1);
    await on.expectAccessible();
    await on.page.getByRole('button', { name: 'Try again' }).click();
    await row('letter 0007.md').getByText('Ready').waitFor();
  });

  test('what is selected is deleted together, what is left is named', async () => {
    await openLarge(130);
    const [base] = on.fake.bases;
    if (base) on.fake.addDocument(base, 'stubborn.md');
    await on.page.getByRole('checkbox', { name: 'Select letter 0003.md' }).check();
    await on.page.getByText('1 selected').waitFor();
    await on.page.getByRole('checkbox', { name: 'Select all documents' }).click();
    await on.page.getByText('131 selected').waitFor();
    await on.page.getByRole('button', { name: 'Delete selected' }).click();
    await on.page.getByRole('alertdialog').getByText('Delete 131 documents?').waitFor();
    await on.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await on.page.getByText('1 document was left as before. The store is busy; try again.').waitFor();
    await row('stubborn.md').waitFor();
    expect(on.fake.documents.map(({ name }) => name)).toEqual(['stubborn.md']);
  });

  test('a base is renamed where it stands, and deleted with its numbers told', async () => {
    await openLarge(3);
    on.fake.addBase('Manuals');
    await on.page.getByRole('button', { name: 'Rename this base' }).click();
    const field = on.page.getByRole('textbox', { name: 'Name of the base' });
    await field.fill('Manuals');
    await field.press('Enter');
    await on.page.getByText('There is a base named "Manuals" already').waitFor();
    await field.fill('Letters');
    await field.press('Enter');
    await on.page.getByRole('heading', { name: 'Letters' }).waitFor();
    await on.page.getByRole('button', { name: 'Delete base' }).click();
    await on.page.getByText('Delete this base with 3 documents, 36 passages and 3 bytes of files?').waitFor();
    await on.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await on.page.getByRole('heading', { name: 'Library' }).waitFor();
    expect(on.fake.bases.map(({ name }) => name)).toEqual(['Manuals']);
  });
});
