import type { Page } from 'playwright-core';

/** Makes the first account of a server in the browser, with the code that its start printed, and waits for the page. */
export async function makeFirstAccount(
  page: Page,
  { url, code }: { readonly url: string; readonly code: string | undefined },
): Promise<void> {
  await page.goto(`${url}/#code=${code}`);
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('E-mail').fill('ada@example.org');
  await page.getByLabel('Password').fill('long-enough');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('textbox', { name: 'Your question' }).waitFor();
}
