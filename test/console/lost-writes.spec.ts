import { describe, expect, test } from '@jest/globals';

import { consoleTest } from './console-test.js';
import { edit } from './story.js';

describe('the lost writes in the console', () => {
  const console = consoleTest();

  test('say what was lost, what was kept, and why', async () => {
    const page = await console.open('/lost-writes');
    const row = page.getByRole('list', { name: 'Lost writes' }).getByRole('listitem');
    await row.getByText('1555').waitFor();
    expect(await row.getByRole('link', { name: 'Port' }).getAttribute('href')).toMatch(
      /^\/registry\?/,
    );
    await row.getByText('1433').waitFor();
    await row.getByText('on node-b, for Server').waitFor();
    await row.getByText('Written by anonymous').waitFor();
    await row.getByText('Open', { exact: true }).waitFor();
  });

  test('are counted and narrowed in the URL, also after a reload', async () => {
    const page = await console.open('/lost-writes');
    await page.getByLabel('By').selectOption('node');
    await page.getByRole('link', { name: '1 node-b' }).click();
    await page.getByRole('button', { name: /^Node node-b/ }).waitFor();
    expect(new URL(page.url()).search).toBe('?by=node&node=node-b');
    await page.reload();
    await page.getByRole('link', { name: '1 node-b' }).waitFor();
    await page.goto(`${console.url}/lost-writes?state=recovered`);
    await page.getByText('No lost write is like this.').waitFor();
  });

  test('are narrowed to a time on the clock of the page', async () => {
    const page = await console.open('/lost-writes', { timezoneId: 'Asia/Tokyo' });
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Lost to').fill('2026-02-03 04:05');
    await page.keyboard.press('Enter');
    await page.getByText('No lost write is like this.').waitFor();
    expect(new URL(page.url()).searchParams.get('to')).toBe('2026-02-02T19:05:00.000Z');
  });

  test('are none before the move', async () => {
    const page = await console.open('/lost-writes?at=before-move');
    await page.getByText('No lost write is like this.').waitFor();
  });

  test('are recovered after a preview, with a reason', async () => {
    const page = await console.open('/lost-writes');
    await page.getByRole('button', { name: 'Recover…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: /What would change/ }).waitFor();
    await dialog.getByLabel('Reason').fill('it was meant');
    await dialog.getByRole('button', { name: 'Recover' }).click();
    await dialog.getByText('Done.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const row = page.getByRole('list', { name: 'Lost writes' }).getByRole('listitem');
    await row.getByText('Recovered', { exact: true }).waitFor();
    await row.getByText('it was meant').waitFor();
  });

  test('are left lost, with a reason', async () => {
    await edit(console.send, 'node-b', '1666');
    await console.send('POST /v1/groups/SQL/move', { to: 'node-b' });
    const page = await console.open('/lost-writes?state=open');
    await page.getByText('1666').waitFor();
    await page.getByRole('button', { name: 'Acknowledge…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('it was a trial');
    await dialog.getByRole('button', { name: 'Acknowledge' }).click();
    await dialog.getByText('Done.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('No lost write is like this.').waitFor();
  });
});
