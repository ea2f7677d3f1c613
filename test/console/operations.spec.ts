import { describe, expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';

import { consoleTest } from './console-test.js';

describe('the operations in the console', () => {
  const console = consoleTest();

  const openReport = async (path = '/operations'): Promise<Page> => {
    const page = await console.open(path);
    await page.getByRole('link', { name: 'Crash: node-b' }).click();
    await page.getByRole('heading', { level: 1, name: 'Crash: node-b' }).waitFor();
    return page;
  };

  test('are listed, with what they lost', async () => {
    const page = await console.open('/operations');
    const move = page.getByRole('listitem').filter({ hasText: 'Move: SQL' });
    await move.getByText('1 lost write').waitFor();
    await move.getByText('node-a → node-b').waitFor();
    await move.getByText('patch night').waitFor();
  });

  test('are narrowed by filters that stand in the URL, also after a reload', async () => {
    const page = await console.open('/operations');
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('Kind').selectOption('move');
    await page.getByRole('button', { name: /^Kind Move/ }).waitFor();
    await page.getByRole('link', { name: 'Crash: node-b' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?kind=move');
    await page.reload();
    await page.getByRole('link', { name: 'Move: SQL' }).waitFor();
    expect(
      await page.getByRole('main').getByRole('listitem').filter({ hasText: 'by' }).count(),
    ).toBe(1);
    await page.getByRole('button', { name: /^Kind Move/ }).click();
    await page.getByRole('link', { name: 'Crash: node-b' }).waitFor();
  });

  test('tell why they began, why this node, their steps, and what the restores changed', async () => {
    const page = await openReport();
    await page.getByRole('blockquote').filter({ hasText: 'power lost' }).waitFor();
    await page.getByText('node-a, taken').waitFor();
    await page.getByText('The group was there, and it has crashed.').waitFor();
    const steps = page.getByRole('region', { name: 'Steps' }).getByRole('listitem');
    await steps.filter({ hasText: 'Bring Server online on node-a' }).waitFor();
    await page.getByRole('heading', { name: 'What the restores changed' }).waitFor();
  });

  test('are copied as text for a ticket', async () => {
    const page = await openReport();
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toMatch(/^# crash of SQL from node-b to node-a: completed\n/);
    expect(copied).toMatch('- Reason: power lost');
  });

  test('show the report of an earlier moment under its URL', async () => {
    const page = await console.open('/operations?at=before-move');
    await page.getByRole('link', { name: 'Bring online: SQL' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bring online: SQL' }).waitFor();
    expect(new URL(page.url()).searchParams.get('at')).toBe('before-move');
  });

  test('revert what a restore changed, after a preview', async () => {
    const page = await console.open('/operations?kind=move');
    await page.getByRole('link', { name: 'Move: SQL' }).click();
    await page.getByRole('button', { name: 'Revert Port on node-b' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: /What would change: 1 changed/ }).waitFor();
    expect(await dialog.getByRole('button', { name: 'Revert' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Revert the checkpoint to before…' }).click();
    await dialog.getByRole('heading', { name: /What would change/ }).waitFor();
  });

  test('recover a lost write, with a reason, and show that it is recovered', async () => {
    const page = await console.open('/operations?kind=move');
    await page.getByRole('link', { name: 'Move: SQL' }).click();
    await page.getByRole('heading', { name: 'What was lost: one edit' }).waitFor();
    await page.getByRole('button', { name: 'Recover…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill('it was meant');
    await dialog.getByRole('button', { name: 'Recover' }).click();
    await dialog.getByText('Done.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('region', { name: 'Lost writes' }).getByText('Recovered').waitFor();
  });

  test('that is unknown is a problem in words', async () => {
    const page = await console.open('/operations');
    await page.goto(`${console.url}/operations/nothing`);
    await page
      .getByRole('alert')
      .getByText(/nothing/)
      .waitFor();
    console.expectComplaints(/404/);
  });
});
