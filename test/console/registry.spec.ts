import { describe, expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';

import { consoleTest } from './console-test.js';
import { edit, KEY } from './story.js';

describe('the registries in the console', () => {
  const console = consoleTest();

  const openKey = (more = ''): Promise<Page> =>
    console.open(`/registry?${String(new URLSearchParams({ key: KEY }))}${more}`);

  test('are a tree of keys, which the arrows open and Enter shows', async () => {
    const page = await console.open('/registry');
    // The focus follows a key a little later.
    const focused = (name: string): Promise<void> =>
      page.locator('[role=treeitem]:focus').filter({ hasText: name }).waitFor();
    await page.getByRole('treeitem', { name: 'SOFTWARE' }).waitFor();
    await page.getByRole('treeitem', { name: 'HKEY_LOCAL_MACHINE' }).focus();
    await page.keyboard.press('ArrowDown');
    await focused('SOFTWARE');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('treeitem', { name: 'Acme' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await focused('Acme');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('treeitem', { name: 'App' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await focused('App');
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: 'Values' }).getByRole('link', { name: 'Port' }).waitFor();
    expect(new URL(page.url()).searchParams.get('key')).toBe(KEY);
  });

  test('show who wrote a value, its history, and where else it is', async () => {
    const page = await openKey('&value=Port&node=node-b');
    const value = page.getByRole('complementary', { name: 'The value' });
    await value.getByText(/restored .*on node-b/).waitFor();
    await value.getByRole('heading', { name: 'History on node-b' }).waitFor();
    await value.getByRole('listitem').filter({ hasText: '1555' }).waitFor();
    await value.getByRole('row', { name: /^node-a 1433/ }).waitFor();
    await value.getByRole('row', { name: /^capture \d+ of Server/ }).waitFor();
  });

  test('show a value of an earlier moment, as bytes too', async () => {
    const page = await openKey('&value=Port&node=node-b&at=before-move&show=hex');
    await page.getByLabel('Bytes').getByText('31 00 35 00 35 00 35 00 00 00').waitFor();
    expect(await page.getByRole('button', { name: 'Edit…' }).count()).toBe(0);
  });

  test('say that there is no such key', async () => {
    const page = await console.open('/registry?key=SOFTWARE%5CNothing');
    await page.getByText('The node has no such key at this moment.').waitFor();
  });

  test('stand side by side, and list only the differences if asked to', async () => {
    const page = await openKey('&node=node-b&at=before-move&with=node-a');
    await page.getByText('1 of 1 values differ.').waitFor();
    await page.getByRole('columnheader', { name: 'node-b at before-move' }).waitFor();
    await page.getByLabel('Differences only').check();
    await page.getByText('0 added, 1 changed, 0 removed').waitFor();
    await page.getByRole('table').getByText('1555').waitFor();
    expect(new URL(page.url()).searchParams.get('only')).toBe('true');
  });

  test('of a key with very many of them are their differences alone', async () => {
    const key = `${KEY}\\Many`;
    const set = (name: string, text: string): object => ({
      ...{ op: 'set', key, name },
      value: { type: 'REG_SZ', text },
    });
    const many = Array.from({ length: 2001 }, (_, index) => set(`Value ${index}`, 'same'));
    for (const node of ['node-a', 'node-b'])
      await console.send(`PATCH /v1/nodes/${node}/registry`, { changes: many });
    await console.send('PATCH /v1/nodes/node-b/registry', { changes: [set('Value 7', 'other')] });
    const path = { key, node: 'node-b', with: 'node-a' };
    const page = await console.open(`/registry?${String(new URLSearchParams(path))}`);
    await page.getByText(/more than 2,000 values/).waitFor();
    await page.getByText('0 added, 1 changed, 0 removed').waitFor();
    await page.getByRole('table').getByText('other').waitFor();
  });

  test('are searched, now and over their history', async () => {
    const page = await console.open('/registry');
    await page.getByLabel('Find a text or a number in values').fill('1555');
    await page.keyboard.press('Enter');
    await page.getByText('No value has it.').waitFor();
    await page.getByLabel('Earlier versions too').check();
    await page.getByRole('link', { name: 'Port' }).click();
    await page
      .getByRole('complementary', { name: 'The value' })
      .getByText('1555')
      .first()
      .waitFor();
    expect(new URL(page.url()).searchParams.get('at')).toMatch(/^\d+$/);
  });

  test('are edited after a preview, and a fault is named first', async () => {
    await edit(console.send, 'node-b', '1600');
    const page = await openKey('&value=Port&node=node-b');
    await page.getByRole('button', { name: 'Edit…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Type').selectOption('REG_DWORD');
    await dialog.getByLabel('Content').fill('many');
    await dialog.getByRole('button', { name: 'Preview…' }).click();
    await dialog.getByText('This is no number').waitFor();
    await dialog.getByLabel('Content').fill('0x641');
    await dialog.getByRole('button', { name: 'Preview…' }).click();
    await dialog.getByRole('heading', { name: 'The registry of node-b: 1 changed' }).waitFor();
    await dialog.getByRole('button', { name: 'Change the registry' }).click();
    await dialog.getByText('Done.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('table', { name: 'Values' }).getByText('1601 (0x641)').waitFor();
  });

  test('bring a deleted key back, from the event that deleted it', async () => {
    const key = `${KEY}\\Machine`;
    const value = { type: 'REG_SZ', text: '42' };
    const set = { op: 'set', key, name: 'Id', value };
    const change = (changes: object): Promise<unknown> =>
      console.send('PATCH /v1/nodes/node-a/registry', { changes: [changes] });
    await change(set);
    await change({ op: 'delete-key', key });
    const page = await console.open('/events?type=RegistryChanged');
    await page.getByRole('link', { name: /delete key .*Machine/ }).click();
    await page.getByRole('complementary').getByTitle('The registry just before it').click();
    await page.getByRole('table', { name: 'Values' }).getByRole('link', { name: 'Id' }).waitFor();
    await page.getByRole('button', { name: 'What to do with this key' }).click();
    await page.getByRole('menuitem', { name: 'Bring this key back to this moment…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: /^What would change: \d added/ }).waitFor();
    await dialog.getByLabel('Reason').fill('it was needed');
    await dialog.getByRole('button', { name: 'Bring it back' }).click();
    await dialog.getByText('Done.').waitFor();
  });

  test('name the lines of a .reg file that are passed over, and what is below other roots', async () => {
    const page = await openKey('&node=node-a');
    const text =
      'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\X]\r\n"a"="b"\r\nnonsense\r\n';
    await page.getByRole('button', { name: 'What to do with this key' }).click();
    await page.getByRole('menuitem', { name: 'Import a .reg file…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByLabel('File')
      .setInputFiles({ name: 'odd.reg', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await dialog.getByLabel('Leave out keys below other roots').check();
    await dialog.getByRole('button', { name: 'Preview…' }).click();
    await dialog.getByText('Line 5, 1: A line that is no key').waitFor();
    await dialog.getByText('Left out below other roots: 1 key, 1 value.').waitFor();
  });

  test('take a .reg file after a preview, and are saved as one', async () => {
    const page = await openKey('&node=node-a');
    const menu = page.getByRole('button', { name: 'What to do with this key' });
    const text = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\${KEY}\\Sub]\r\n"a"="b"\r\n`;
    await menu.click();
    await page.getByRole('menuitem', { name: 'Import a .reg file…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByLabel('File')
      .setInputFiles({ name: 'sub.reg', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await dialog.getByRole('button', { name: 'Preview…' }).click();
    await dialog.getByRole('heading', { name: 'The registry of node-a: 1 added' }).waitFor();
    await dialog.getByRole('button', { name: 'Import' }).click();
    await dialog.getByText('Done.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('treeitem', { name: 'App', expanded: false }).click();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('treeitem', { name: 'Sub' }).waitFor();
    const saved = page.waitForEvent('download');
    await menu.click();
    await page.getByRole('menuitem', { name: 'Export as .reg' }).click();
    expect((await saved).suggestedFilename()).toBe('node-a App.reg');
  });

  test('show thousands of values with few elements', async () => {
    const changes = Array.from({ length: 5000 }, (_, index) => ({
      op: 'set',
      key: 'SOFTWARE\\Many',
      name: `v${String(index).padStart(4, '0')}`,
      value: { type: 'REG_DWORD', number: index },
    }));
    await console.send('PATCH /v1/nodes/node-a/registry', { changes });
    const page = await console.open('/registry?key=SOFTWARE%5CMany');
    await page.getByText('5,000 values').waitFor();
    await page.getByRole('link', { name: 'v0000' }).focus();
    await page.keyboard.press('End');
    const last = page.getByRole('link', { name: 'v4999' });
    // The page with the last values comes after the row is shown, and the focus stays.
    await last.and(page.locator(':focus')).waitFor();
    expect(await page.getByRole('table').getByRole('row').count()).toBeLessThan(100);
  });
});
