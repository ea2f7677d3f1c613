import { describe, expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';

import { consoleTest } from './console-test.js';

describe('the console by keyboard alone', () => {
  const console = consoleTest();

  const heading = (page: Page, name: string | RegExp): Promise<void> =>
    page.getByRole('heading', { level: 1, name }).waitFor();
  /** Presses Tab until the element with the focus has a text or a name. */
  const tabTo = async (page: Page, name: string): Promise<void> => {
    const script = `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent)`;
    for (let steps = 0; steps < 60; steps += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate<string>(script)).trim() === name) return;
    }
    throw new Error(`no Tab leads to ${name}`);
  };

  test('goes from view to view by numbers, and lists the keys', async () => {
    const page = await console.open('/');
    const views = ['Now', 'Registry', 'Operations', 'Timeline', 'Lost writes', 'Events', 'Backups'];
    for (const [index, name] of [...views.entries()].reverse()) {
      await page.keyboard.press(String(index + 1));
      await heading(page, name);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Go to the event before').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('steps through the events, and back to now', async () => {
    const page = await console.open('/');
    await page.locator('button:not([disabled])[aria-label="The event before"]').waitFor();
    await page.keyboard.press('[');
    await heading(page, 'The cluster as it was');
    const at = Number(new URL(page.url()).searchParams.get('at'));
    await page.locator('button:not([disabled])[aria-label="The event before"]').waitFor();
    await page.keyboard.press('[');
    await page.waitForURL(`**/?at=${at - 1}`);
    await page.locator('button:not([disabled])[aria-label="The next event"]').waitFor();
    await page.keyboard.press(']');
    await page.waitForURL(`**/?at=${at}`);
    await page.keyboard.press('n');
    await heading(page, 'Now');
    await page.keyboard.press('m');
    await page.getByRole('dialog', { name: 'Go to a moment' }).waitFor();
    await page.keyboard.type('before-move');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/?at=before-move');
  });

  test.each([
    ['crash', /Crash: node-b/],
    ['server its events', 'Events'],
    ['acme', 'Registry'],
    ['before-m', 'The cluster as it was'],
    ['#position 5', 'The cluster as it was'],
  ])('finds %j', async (typed, title) => {
    const page = await console.open('/');
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: /^Find/ });
    await field.fill(typed.startsWith('#') ? typed.slice(-1) : typed);
    await page
      .getByRole('option', { name: typed.replace('#', '').split(' ')[0] ?? '' })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await heading(page, title);
  });

  test('finds a thing and brings the focus to it', async () => {
    const page = await console.open('/events');
    await page.keyboard.press('Control+k');
    await page
      .getByRole('option', { name: /^Server/ })
      .first()
      .waitFor();
    await page.keyboard.type('server');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await heading(page, 'Now');
    await page.waitForFunction(`document.activeElement.textContent.startsWith('Server')`);
  });

  test('finds an operation by its id, and says when it finds nothing', async () => {
    const { items } = await console.send('GET /v1/operations?kind=move');
    const [move] = items as readonly { id: string }[];
    const page = await console.open('/');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('zzzz');
    await page.getByText('Nothing has this name.').waitFor();
    await page.getByRole('combobox').fill(move?.id ?? '');
    await page.keyboard.press('Enter');
    await heading(page, /Move: SQL/);
  });

  test('carries out an action with what-if and reason', async () => {
    const page = await console.open('/');
    await page.getByRole('article', { name: 'Group SQL' }).waitFor();
    await tabTo(page, 'Actions for group SQL');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Move SQL…' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('radio').first().waitFor();
    await tabTo(page, '');
    await page.keyboard.press('Space');
    await page.getByText('Take Server offline on node-a').waitFor();
    await page.getByLabel('Reason').focus();
    await page.keyboard.type('by keys');
    await tabTo(page, 'Move');
    await page.keyboard.press('Enter');
    await page.getByText('Done.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('opens a menu by an arrow, closes it, and is where it was', async () => {
    const page = await console.open('/');
    const button = page.getByRole('button', { name: 'Actions for node node-a' });
    for (const key of ['ArrowDown', 'ArrowUp', 'Space']) {
      await button.focus();
      await page.keyboard.press(key);
      await page.getByRole('menuitem', { name: 'Drain node-a…' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('menu').waitFor({ state: 'detached' });
      await button.and(page.locator(':focus')).waitFor();
    }
  });

  test('moves through the events, opens one and closes it', async () => {
    const page = await console.open('/events');
    const rows = page.locator('[data-row]');
    await rows.first().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('k');
    await rows.nth(1).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    const aside = page.getByRole('complementary', { name: 'The event' });
    await aside.waitFor();
    await page.keyboard.press('Escape');
    await aside.waitFor({ state: 'detached' });
  });

  test('has no single keys once they are turned off, and keeps Ctrl+K', async () => {
    const page = await console.open('/');
    await page.getByRole('button', { name: 'Preferences' }).click();
    await page.getByRole('menuitemradio', { name: 'Off' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.keyboard.press('3');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Find' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  });
});
