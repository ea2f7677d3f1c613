import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';

import { consoleTest } from './console-test.js';
import { edit, KEY } from './story.js';

describe('the backups in the console', () => {
  const console = consoleTest();
  let first = '';

  beforeAll(async () => {
    const body = { name: 'before-patches', reason: 'patch night', path: 'first.tar.zst' };
    const { id } = await console.send('POST /v1/backups', body);
    first = String(id);
    await edit(console.send, 'node-b', '1777');
  });

  const openFirst = (more = ''): Promise<Page> => console.open(`/backups?backup=${first}${more}`);
  const rows = (page: Page): ReturnType<Page['locator']> =>
    page.getByRole('list', { name: 'Backups' }).getByRole('listitem');

  test('are listed with who took them, why, and their archives', async () => {
    const page = await console.open('/backups');
    const row = rows(page).filter({ hasText: 'before-patches' });
    await row.getByText('by anonymous patch night').waitFor();
    await row.getByText('first.tar.zst').waitFor();
    await row.getByText(/^Up to position \d+$/).waitFor();
    await row.getByText('Not verified').waitFor();
    await row.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'before-patches' }).waitFor();
    expect(new URL(page.url()).search).toBe(`?backup=${first}`);
  });

  test('are taken in the present, and a path that is taken is refused in words', async () => {
    const page = await console.open('/backups');
    await page.getByRole('button', { name: 'Take a backup…' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('by hand');
    await dialog.getByLabel('Archive').fill('first.tar.zst');
    await dialog.getByLabel('Reason').fill('to be sure');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('first.tar.zst').waitFor();
    console.expectComplaints(/409/, 1);
    await dialog.getByLabel('Archive').fill('');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'by hand' }).waitFor();
    await page.getByText('by anonymous to be sure').waitFor();
    await page.goto(`${console.url}/backups?at=before-move`);
    await page.getByText('No backup has been taken.').waitFor();
    expect(await page.getByRole('button', { name: /^(Take|Set)/ }).count()).toBe(0);
  });

  test('hold nodes with their hashes, groups, resources and checkpoints', async () => {
    const page = await openFirst();
    await page.getByText('2 nodes, 1 group, 1 resource, 1 checkpoint').waitFor();
    const nodes = page.getByRole('list', { name: 'Nodes of the backup' }).getByRole('listitem');
    await nodes.filter({ hasText: 'node-b' }).getByText(/^tm1:/).waitFor();
    await page.getByText(KEY, { exact: true }).waitFor();
    await nodes.getByRole('link', { name: 'node-b' }).click();
    await page.getByRole('heading', { level: 1, name: 'Registry' }).waitFor();
    expect(new URL(page.url()).searchParams.get('at')).toMatch(/^\d+$/);
  });

  test('are verified', async () => {
    const page = await openFirst();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('It is whole').waitFor();
    await page.getByRole('link', { name: 'All backups' }).click();
    const row = rows(page).filter({ hasText: 'before-patches' });
    await row.getByText('Verified', { exact: true }).waitFor();
  });

  test('show the progress of a verification, its faults, and that it was cancelled', async () => {
    const where = { file: 'events/00000001.jsonl', position: '7' };
    const fault = { what: 'archive', where, expected: 'a hash', found: 'another one' };
    const job = {
      ...{ id: 'job-1', kind: 'verify-backup', backup: first, status: 'running', done: 3, of: 9 },
      ...{ startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, failure: null },
      ...{ faults: [fault], more: false },
    };
    let status = 'running';
    const page = await console.open('/');
    await page.route('**/v1/jobs*', (route) =>
      route.fulfill({ json: { items: [{ ...job, status }], next: null } }),
    );
    await page.route('**/v1/jobs/job-1', async (route) => {
      status = route.request().method() === 'DELETE' ? 'cancelled' : status;
      await route.fulfill({ json: { ...job, status } });
    });
    await page.goto(`${console.url}/backups?backup=${first}`);
    await page.getByText('3 of 9').waitFor();
    await page.getByRole('row', { name: /events\/00000001.jsonl.*a hash another one/ }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('The verification was cancelled.').waitFor();
  });

  test('are compared with now, a node and each other, by the URL', async () => {
    const page = await openFirst('&with=node:node-b');
    const row = page.getByRole('table').getByRole('row', { name: /Port/ });
    await row.getByText('1777').waitFor();
    await page.getByLabel('The other side').selectOption({ label: 'the cluster now' });
    await row.getByText('on node-b').waitFor();
    expect(new URL(page.url()).searchParams.get('with')).toBe('now');
    const { id } = await console.send('POST /v1/backups', { name: 'second' });
    await page.reload();
    await page.getByLabel('The other side').selectOption({ label: 'second' });
    await page.getByText(/^From “before-patches” to “second”/).waitFor();
    expect(new URL(page.url()).searchParams.get('with')).toBe(`backup:${String(id)}`);
    await row.getByRole('link', { name: 'Port' }).click();
    await page
      .getByRole('complementary', { name: 'The value' })
      .getByText('1777')
      .first()
      .waitFor();
  });

  test('are restored after a preview, with a reason, and lead to the operation', async () => {
    await edit(console.send, 'node-b', '1888');
    const page = await openFirst();
    await page.getByRole('button', { name: 'Restore the registry of node-b…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Node').locator('option:checked').textContent()).toBe('node-b');
    expect(await dialog.getByRole('button', { name: 'Preview…' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Keep them').check();
    await dialog.getByRole('button', { name: 'Preview…' }).click();
    await dialog.getByRole('heading', { name: 'What would change: 1 changed' }).waitFor();
    await dialog.getByRole('heading', { name: 'One edit would be lost' }).waitFor();
    const restore = dialog.getByRole('button', { name: 'Restore', exact: true });
    expect(await restore.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('patches went wrong');
    await restore.click();
    await dialog.getByRole('link', { name: /report of the operation/ }).click();
    await page.getByRole('heading', { level: 1, name: /restore/i }).waitFor();
    await page.goto(`${console.url}/backups?backup=${first}&with=node:node-b`);
    await page.getByText('Both sides are equal').waitFor();
  });

  test('say what a restore removes, and what it would disturb', async () => {
    const sub = { op: 'create-key', key: `${KEY}\\Newer` };
    await console.send('PATCH /v1/nodes/node-a/registry', { changes: [sub] });
    const page = await openFirst();
    await page.getByRole('button', { name: 'Restore…', exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Bring back').selectOption('a key of a node');
    await dialog.getByLabel('Node').selectOption('node-a');
    await dialog.getByLabel('Key').fill(KEY);
    await dialog.getByLabel('Remove them').check();
    await dialog.getByRole('button', { name: 'Preview…' }).click();
    await dialog.getByRole('alert').getByText('Server is online').waitFor();
    console.expectComplaints(/409/, 1);
    await dialog.getByLabel('Also change live keys').check();
    await dialog.getByRole('listitem').filter({ hasText: 'removed' }).getByText('Newer').waitFor();
  });

  test('are taken on a schedule that is set, changed and deleted', async () => {
    const page = await console.open('/backups');
    await page.getByText('None is set').waitFor();
    await page.getByRole('button', { name: 'Set a schedule…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This is every day at 03:00 UTC.').waitFor();
    await dialog.getByLabel('Folder').fill('nightly');
    await dialog.getByLabel('Keep the last').fill('few');
    await page.keyboard.press('Enter');
    await dialog.getByText('This is no whole number').waitFor();
    await dialog.getByLabel('Keep the last').fill('3');
    await page.keyboard.press('Enter');
    await page.getByText('kept are the last 3').waitFor();
    await page.getByText('Next run').waitFor();
    await page.getByRole('button', { name: 'Change the schedule…' }).click();
    await dialog.getByLabel('Minute, hour').fill('30 4 * * 1');
    await page.keyboard.press('Enter');
    await page.getByText('every Monday at 04:30 UTC').waitFor();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog.getByText('Those that it has taken stay.').waitFor();
    await dialog.getByRole('button', { name: 'Delete the schedule' }).click();
    await dialog.getByText('Done.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('None is set').waitFor();
    // The page may ask for the schedule once more before it hears that there is none.
    console.takeComplaints();
  });

  test('have an alarm', async () => {
    const page = await console.open('/');
    const item = {
      ...{ severity: 'critical', kind: 'backup-overdue', since: null },
      thing: { kind: 'backup', id: 'b', name: 'nightly' },
      detail: 'the disk is full',
      remedy: { text: 'take a backup', method: 'POST', path: '/v1/backups' },
    };
    await page.route('**/v1/attention*', (route) =>
      route.fulfill({ json: { items: [item], next: null } }),
    );
    await page.goto(`${console.url}/backups`);
    await page.getByText('A backup is overdue.').waitFor();
    await page.getByText('The disk is full.').waitFor();
  });

  test('of Windows have a folder, not an archive', async () => {
    const { id } = await console.send('POST /v1/cluster/backup-database', { path: '.' });
    const page = await console.open(`/backups?backup=${String(id)}`);
    await page.getByText('unpacked in .').waitFor();
  });
});
