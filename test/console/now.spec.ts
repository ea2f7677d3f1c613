import { describe, expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';

import { consoleTest } from './console-test.js';
import { until } from './story.js';

describe('the view of now in the console', () => {
  const console = consoleTest();

  const choose = async (page: Page, menu: string, item: string): Promise<void> => {
    await page.getByRole('button', { name: `Actions for ${menu}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  test('says what needs attention, and mends it after a preview with a reason', async () => {
    const page = await console.open('/');
    const item = page.getByRole('listitem').filter({ hasText: 'Lost write' });
    await item.getByRole('button', { name: /^Preview/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: /What would change/ }).waitFor();
    const button = dialog.getByRole('button', { name: 'Do it' });
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('it was meant');
    await button.click();
    await dialog.getByRole('link', { name: /the report of the operation/ }).click();
    await page.getByRole('heading', { level: 1, name: /Recover/ }).waitFor();
    await page.goBack();
    await page.getByText('Nothing needs attention.').waitFor();
  });

  test.each([
    ['node node-b', ['Drain', 'Pause', 'Stop', 'Fail over']],
    ['group SQL', ['Bring SQL online', 'Take SQL offline']],
    ['resource Server', ['Take Server offline', 'Record a failure of Server']],
  ])('shows what each action of the %s would do', async (menu, items) => {
    const page = await console.open('/');
    for (const item of items) {
      await page.getByRole('button', { name: `Actions for ${menu}` }).click();
      await page.getByRole('menuitem', { name: new RegExp(`^${item}`) }).click();
      const outlook = page.getByRole('region', { name: 'What would happen' });
      await outlook.locator('xpath=self::*[@aria-busy="false"]').waitFor();
      expect([item, await outlook.getByRole('alert').count()]).toEqual([item, 0]);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await outlook.waitFor({ state: 'detached' });
    }
  });

  test('moves a group to the node that is chosen, and shows it there', async () => {
    const page = await console.open('/');
    await choose(page, 'group SQL', 'Move SQL…');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /node-b/ }).check();
    await dialog.getByText('Take Server offline on node-a').waitFor();
    await dialog.getByRole('button', { name: 'Move' }).click();
    await dialog.getByText('Done.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const node = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'node-b' }) });
    await node.getByRole('article', { name: 'Group SQL' }).waitFor();
  });

  test.each([
    ['node node-a', 'Pause node-a…', 'Pause', 'Paused'],
    ['node node-a', 'Resume node-a…', 'Resume', 'Up'],
    ['resource Server', 'Take Server offline…', 'Take offline', 'Offline'],
    ['group SQL', 'Bring SQL online…', 'Bring online', 'Online'],
  ])('carries out on %s: %s', async (menu, item, confirm, state) => {
    const page = await console.open('/');
    await choose(page, menu, item);
    await page.getByRole('dialog').getByRole('button', { name: confirm, exact: true }).click();
    await page.getByRole('dialog').getByText('Done.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    const [kind = '', name = ''] = menu.split(' ');
    const things = await console.send(`GET /v1/${kind}s/${name}`);
    expect(things['state']).toBe(state);
    await page.getByText(state, { exact: true }).first().waitFor();
  });

  test('shows the drift of the nodes on demand', async () => {
    const page = await console.open('/');
    await page.getByText('Drift: the nodes beside the stored copies').click();
    await page
      .getByText(/Every node is equal|A node that differs/)
      .first()
      .waitFor();
  });

  test('offers no action on the past', async () => {
    const page = await console.open('/?at=before-move');
    await page.getByRole('heading', { level: 1, name: 'The cluster as it was' }).waitFor();
    await page.getByRole('article', { name: 'Group SQL' }).waitFor();
    expect(await page.getByRole('button', { name: /^Actions for/ }).count()).toBe(0);
  });

  test('calls nothing lost where a restore adds what was never there', async () => {
    const { send } = console;
    const key = 'SOFTWARE\\Acme\\New';
    const { owner } = await send('GET /v1/groups/SQL');
    const [here, there] = owner === 'node-a' ? ['node-a', 'node-b'] : ['node-b', 'node-a'];
    const hold = `/v1/nodes/${there}/registry/holds?${String(new URLSearchParams({ key }))}`;
    const value = { type: 'REG_SZ', text: 'new' };
    const changes = [{ op: 'set', key, name: 'Setting', value }];
    await send(`PATCH /v1/nodes/${here}/registry`, { changes });
    await send('POST /v1/resources/Server/checkpoints', { key });
    await send(`PUT ${hold}`, { holder: 'winlogon' });
    await send('POST /v1/groups/SQL/move', { to: there });
    await until(send, there);
    await send(`DELETE ${hold}`);
    const page = await console.open('/');
    const item = page.getByRole('listitem').filter({ hasText: 'Not restored' });
    await item.getByRole('button', { name: /^Preview/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'What would change: 1 added' }).waitFor();
    await dialog.getByText('No edit would be lost.').waitFor();
  });
});
