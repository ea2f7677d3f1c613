import { describe, expect, test } from '@jest/globals';

import { consoleTest } from './console-test.js';

describe('the moment of a page of the console', () => {
  const console = consoleTest();
  const atOf = (url: string): string | null => new URL(url).searchParams.get('at');

  test.each(['/?at=before-move', '/operations?at=before-move', '/events?at=before-move'])(
    '%s is the same after a reload',
    async (path) => {
      const page = await console.open(path);
      const past = page.getByRole('banner').getByText('before-move');
      await past.waitFor();
      await page.reload();
      await past.waitFor();
      expect(atOf(page.url())).toBe('before-move');
    },
  );

  test('is pinned by a copied link, which shows the same later', async () => {
    const page = await console.open('/');
    const position = await page
      .getByRole('banner')
      .getByText(/^\s*position \d+$/)
      .innerText();
    await page.getByRole('button', { name: /^Copy a link/ }).click();
    await page.getByText('Copied').waitFor();
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(`position ${atOf(link) ?? ''}`).toBe(position.trim());
    await console.send('PUT /v1/tags/later', {});
    await page.goto(link);
    await page.getByRole('heading', { level: 1, name: 'The cluster as it was' }).waitFor();
    await page.getByRole('banner').getByText(position.trim(), { exact: true }).waitFor();
  });

  test('is kept by the navigation, and left by Back to now', async () => {
    const page = await console.open('/?at=before-move');
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    expect(atOf(page.url())).toBe('before-move');
    await page.getByRole('link', { name: 'Back to now' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(atOf(page.url())).toBeNull();
  });

  test('is chosen by a tag, a position or a time', async () => {
    const page = await console.open('/');
    await page.getByRole('button', { name: 'Go to… a moment' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'before-move' }).click();
    await page.waitForURL('**/?at=before-move');
    await page.getByRole('button', { name: 'Go to… a moment' }).click();
    const field = page.getByRole('dialog').getByRole('textbox');
    await field.fill('no moment!');
    await field.press('Enter');
    await page
      .getByRole('alert')
      .getByText(/This is no position/)
      .waitFor();
    await field.fill('3');
    await field.press('Enter');
    await page.waitForURL('**/?at=3');
  });

  test('that is in the future is refused in words', async () => {
    const page = await console.open('/?at=99999999');
    await page.getByRole('alert').first().waitFor();
    console.expectComplaints(/400/);
  });

  test('an address that names nothing says so', async () => {
    const page = await console.open('/nothing/here');
    await page.getByRole('heading', { name: 'No such page' }).waitFor();
    await page.getByRole('link', { name: 'See what is now.' }).click();
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  });
});
