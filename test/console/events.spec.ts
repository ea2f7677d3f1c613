import { describe, expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';

import { consoleTest } from './console-test.js';
import { edit } from './story.js';

/** A row that is no longer the first has a border, and the browser rounds. */
const PIXELS = 3;

describe('the events in the console', () => {
  const console = consoleTest();

  const details = (page: Page): ReturnType<Page['getByRole']> =>
    page.getByRole('complementary', { name: 'The event' });

  test('hide bookkeeping until it is asked for, by the URL', async () => {
    const page = await console.open('/events');
    await page.getByRole('link', { name: /Node node-b: crashed/ }).waitFor();
    expect(await page.getByRole('link', { name: /fenced/ }).count()).toBe(0);
    await page.getByRole('link', { name: 'Show all' }).click();
    await page
      .getByRole('link', { name: /fenced/ })
      .first()
      .waitFor();
    expect(new URL(page.url()).searchParams.get('all')).toBe('true');
    await page.getByRole('link', { name: 'Hide bookkeeping' }).click();
    await page
      .getByRole('link', { name: /fenced/ })
      .first()
      .waitFor({ state: 'detached' });
  });

  test('are narrowed by filters that stand in the URL', async () => {
    const page = await console.open('/events');
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Node').fill('node-b');
    await page.getByLabel('Node').press('Enter');
    await page.getByRole('button', { name: /^Node node-b/ }).waitFor();
    await page.getByLabel('Type').selectOption('RegistryChanged');
    await page.getByRole('button', { name: /^Type Registry changed/ }).waitFor();
    await page.getByRole('link', { name: /crashed/ }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: /Port = 1555/ }).waitFor();
    expect(new URL(page.url()).search).toBe('?node=node-b&type=RegistryChanged');
  });

  test('say what is wrong with a filter', async () => {
    const page = await console.open('/events?node=node-z');
    await page
      .getByRole('alert')
      .getByText(/node-z/)
      .waitFor();
    console.expectComplaints(/404/);
  });

  test('have causes and effects that lead from one to the other', async () => {
    const page = await console.open('/events');
    await page.getByRole('link', { name: /Node node-b: crashed/ }).click();
    const aside = details(page);
    await aside.getByText('The command Crash node of anonymous: power lost').waitFor();
    await aside.getByRole('link', { name: /Resource Server: offline/ }).click();
    await aside.getByRole('heading', { level: 2, name: /Resource Server: offline/ }).waitFor();
    await aside.getByRole('link', { name: /Node node-b: crashed/ }).click();
    await aside.getByRole('heading', { level: 2, name: /crashed/ }).waitFor();
    await aside.getByRole('link', { name: 'Its report' }).click();
    await page.getByRole('heading', { level: 1, name: 'Crash: node-b' }).waitFor();
  });

  test('show their time on both clocks, their changes and their JSON', async () => {
    const page = await console.open('/events?type=RegistryChanged', { timezoneId: 'Asia/Tokyo' });
    await page.getByRole('link', { name: /Port = 1555/ }).click();
    const aside = details(page);
    await aside.getByText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \+09:00$/).waitFor();
    await aside.getByText(/Z \(UTC\)$/).waitFor();
    await aside.getByRole('row').filter({ hasText: '1555' }).waitFor();
    await aside.getByText('JSON', { exact: true }).click();
    await aside.getByRole('button', { name: 'Copy the JSON' }).click();
    await aside.getByText('Copied').waitFor();
    const copied = JSON.parse(
      await page.evaluate<string>('navigator.clipboard.readText()'),
    ) as Readonly<Record<string, unknown>>;
    expect(copied).toMatchObject({ type: 'RegistryChanged', actor: 'anonymous' });
  });

  test('stand around the moment of the page, with later ones above it', async () => {
    const page = await console.open('/events?at=before-move');
    const moment = page.getByRole('listitem').filter({ hasText: 'The moment of this page' });
    await moment.waitFor();
    const rows = await page.getByRole('main').locator('[data-row]').allInnerTexts();
    const place = (text: string): number => rows.findIndex((row) => row.includes(text));
    expect(place('crashed')).toBeGreaterThanOrEqual(0);
    expect(place('crashed')).toBeLessThan(place('Port = 1555'));
  });

  test('go on both ways in windows, and no row moves on the screen', async () => {
    for (let number = 0; number < 130; number += 1)
      await edit(console.send, 'node-b', String(2000 + number));
    const { items } = await console.send('GET /v1/events?type=RegistryChanged&limit=1000');
    const middle = (items as readonly { position: string }[])[65]?.position ?? '';
    const page = await console.open(`/events?type=RegistryChanged&at=${middle}`);
    const rows = page.locator('[data-row]');
    await rows.first().waitFor();
    const [first, count] = [await rows.first().innerText(), await rows.count()];
    const row = page.getByRole('link', { name: first.replaceAll(/\s+/g, ' ') });
    await page.getByRole('button', { name: 'Later events' }).scrollIntoViewIfNeeded();
    const before = await rows.first().boundingBox();
    await page.getByRole('button', { name: 'Later events' }).click();
    await page.getByRole('link', { name: /Port = 2129/ }).waitFor();
    const after = await row.boundingBox();
    expect(Math.abs((after?.y ?? NaN) - (before?.y ?? NaN))).toBeLessThan(PIXELS);
    expect(await rows.count()).toBeGreaterThan(count);
    await page.getByRole('button', { name: 'Earlier events' }).click();
    await page.getByRole('link', { name: /Port = 1433/ }).waitFor();
  });

  test('that come later are shown on demand, without a move of the others', async () => {
    const page = await console.open('/events?type=RegistryChanged');
    const rows = page.locator('[data-row]');
    await rows.first().waitFor();
    const newest = await rows.first().innerText();
    await edit(console.send, 'node-b', '4000');
    const more = page.getByRole('button', { name: 'Show 1 newer' });
    await more.waitFor();
    expect(await rows.first().innerText()).toBe(newest);
    await more.click();
    await page.getByRole('link', { name: /Port = 4000/ }).waitFor();
  });

  test('lead to the cluster just before and just after', async () => {
    const page = await console.open('/events?type=NodeCrashed');
    await page.getByRole('link', { name: /Node node-b: crashed/ }).click();
    await details(page).getByRole('link', { name: 'just after it' }).click();
    await page.getByRole('heading', { level: 1, name: 'The cluster as it was' }).waitFor();
    await page.getByText('Crashed', { exact: true }).waitFor();
    await page.goBack();
    await details(page).getByRole('link', { name: 'just before it' }).click();
    await page.getByText('2 nodes up', { exact: false }).waitFor();
  });
});
