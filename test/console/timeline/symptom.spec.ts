import { describe, expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';

import { consoleTest } from '../console-test.js';
import { drawn, eventsOf, paramOf, until } from './page.js';

/**
 * Somebody set Port to 1555 on the standby node. After the failover it is 1433 again: who undid it, and
 * when?
 */
describe('the moment at which an edit was lost', () => {
  const console = consoleTest();

  const isFound = async (page: Page): Promise<void> => {
    const here = page.getByRole('region', { name: 'At the cursor' });
    await here.getByText(/Node node-b: registry restored.*Port = 1433/).waitFor();
    const [restore] = (await eventsOf(console.url, 'node=node-b')).filter(
      ({ type }) => type === 'RegistryRestored',
    );
    expect(new URL(page.url()).searchParams.get('at')).toBe(restore?.position);
  };

  test('is found with two clicks', async () => {
    const page = await console.open('/');
    await page.getByRole('link', { name: 'Timeline' }).click();
    await page.getByRole('button', { name: /Lost write: .*Port = 1555/ }).click();
    await isFound(page);
  });

  test('is found with less than ten keys', async () => {
    const page = await console.open('/');
    await page.getByRole('article', { name: 'Group SQL' }).waitFor();
    let pressed = 0;
    /** Presses a key, and waits until the cursor has moved. */
    const press = async (key: string): Promise<string> => {
      const before = paramOf(page, 'at');
      pressed += 1;
      await page.keyboard.press(key);
      await until(page, 'at', (at) => at !== before);
      await page.locator(`[data-event="${paramOf(page, 'at') ?? ''}"]`).waitFor();
      return page.getByRole('region', { name: 'At the cursor' }).innerText();
    };
    pressed += 1;
    await page.keyboard.press('4');
    await drawn(page);
    expect(await press('Shift+ArrowLeft')).toMatch('move started, node-b → node-a');
    expect(await press('Shift+ArrowLeft')).toMatch('move started, node-a → node-b');
    while (!(await press('ArrowRight')).includes('registry restored'))
      expect(pressed).toBeLessThan(9);
    await isFound(page);
    expect(pressed).toBeLessThan(10);
  });

  test('is reached from the report of the move, and from its event', async () => {
    const page = await console.open('/operations?kind=move');
    await page.getByRole('link', { name: 'Move: SQL' }).click();
    await page.getByRole('link', { name: 'On the timeline' }).click();
    await page.getByRole('heading', { level: 1, name: 'Timeline' }).waitFor();
    await page.getByRole('button', { name: /Lost write/ }).waitFor();
    await page.goto(`${console.url}/events?type=NodeCrashed`);
    await page.getByRole('link', { name: /Node node-b: crashed/ }).click();
    await page.getByRole('link', { name: 'on the timeline' }).click();
    await page
      .getByRole('region', { name: 'At the cursor' })
      .getByText('Node node-b: crashed')
      .waitFor();
  });
});
