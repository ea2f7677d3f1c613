import { describe, expect, test } from '@jest/globals';

import { consoleTest } from '../console-test.js';
import { drawn, eventsOf, paramOf, until } from './page.js';

describe('questions on the timeline', () => {
  const console = consoleTest();

  test('two cursors show all that differs between them, by the URL', async () => {
    const page = await console.open('/timeline?at=before-move');
    await drawn(page);
    await page.getByRole('banner').getByText('before-move').waitFor();
    await page.keyboard.press('c');
    await until(page, 'with', (other) => other !== null);
    await page.getByText('Nothing differs.').waitFor();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    const things = page.getByRole('region', { name: 'Things that differ' });
    await things.getByRole('row').filter({ hasText: 'Crashed' }).waitFor();
    const places = page.getByRole('region', { name: 'Places of registries that differ' });
    const row = places.getByRole('row', { name: /node-b.*1555.*1433/ });
    await row.waitFor();
    await page.reload();
    await things.waitFor();
    const at = paramOf(page, 'at');
    await page.getByRole('link', { name: 'Swap the cursors' }).click();
    await until(page, 'with', (other) => other === at);
    await row.waitFor();
    await page.getByRole('link', { name: 'End the comparison' }).click();
    await things.waitFor({ state: 'detached' });
  });

  test('a moment that does not exist is refused in words', async () => {
    const page = await console.open('/timeline?with=no-such-tag');
    await page.getByRole('alert').first().waitFor();
    console.expectComplaints(/404/);
  });

  test('a fork shows what would be, under what is, by the URL', async () => {
    const before = await eventsOf(console.url, 'type=NodeCrashed');
    const page = await console.open('/timeline?at=before-move');
    await drawn(page);
    await page.getByRole('button', { name: 'What if, from here…' }).click();
    const form = page.getByRole('form', { name: 'What if, from here' });
    await form.getByLabel('What if').selectOption('crash');
    await form.getByLabel('Which').selectOption('node-a');
    await form.getByRole('button', { name: 'Show what would be' }).click();
    await until(page, 'fork', (fork) => fork === 'POST /v1/nodes/node-a/crash {} +60s');
    const fork = page.getByRole('region', { name: 'What would be' });
    await fork.getByText('One edit would be lost').waitFor();
    await fork.getByRole('img', { name: /Would be: 2 lanes/ }).waitFor();
    await fork.getByRole('button', { name: /Lost write: .*Port = 1555/ }).click();
    await fork.getByText(/Node node-b: registry restored/).waitFor();
    await page.reload();
    await fork.getByText('One edit would be lost').waitFor();
    await fork.getByRole('link', { name: 'Close what would be' }).click();
    await fork.waitFor({ state: 'detached' });
    expect(await eventsOf(console.url, 'type=NodeCrashed')).toEqual(before);
  });

  test('a fork can set a value, and says what would be refused', async () => {
    const page = await console.open('/timeline?at=before-move');
    await drawn(page);
    await page.getByRole('button', { name: 'What if, from here…' }).click();
    const form = page.getByRole('form', { name: 'What if, from here' });
    await form.getByLabel('What if').selectOption('value');
    await form.getByLabel('Key').fill('SOFTWARE\\Acme\\App');
    await form.getByLabel('Value').fill('Port');
    await form.getByLabel('Text').fill('1666');
    await form.getByRole('button', { name: 'Show what would be' }).click();
    const fork = page.getByRole('region', { name: 'What would be' });
    await fork.getByRole('row').filter({ hasText: '1666' }).first().waitFor();
    await page.getByRole('button', { name: 'What if, from here…' }).click();
    await form.getByLabel('What if').selectOption('start');
    await form.getByRole('button', { name: 'Show what would be' }).click();
    await fork.getByText(/It would be refused/).waitFor();
  });

  test('a fork that is no command says so', async () => {
    const page = await console.open('/timeline?fork=nonsense');
    await page.getByText('The address has no command that could be tried: nonsense').waitFor();
  });

  test('a state, an owner, a value and drift are followed back to their event', async () => {
    const page = await console.open('/timeline');
    await drawn(page);
    const said = page.getByText('The cursor is there.');
    const cursorOn = async (type: string): Promise<void> => {
      const events = await eventsOf(console.url, `type=${type}`);
      await until(page, 'at', (at) => events.some(({ position }) => position === at));
    };
    await page.getByRole('button', { name: 'Since when: SQL is on node-a' }).click();
    await said.waitFor();
    await cursorOn('GroupOwnerChanged');
    await page.getByRole('button', { name: 'Since when: node-b is Crashed' }).click();
    await cursorOn('NodeCrashed');
    await page.keyboard.press('l');
    await until(page, 'at', (at) => at === null);
    await page.getByText('A value', { exact: true }).click();
    await page.getByRole('button', { name: 'Since when: Port on node-a is 1433' }).click();
    await cursorOn('RegistryChanged');
    await page.goto(`${console.url}/timeline?at=before-move`);
    await page.getByText('Drift', { exact: true }).click();
    await page.getByRole('button', { name: /Since when: node-b differs/ }).click();
    await cursorOn('RegistryCheckpointCaptured');
    await page
      .getByText(/node-b differs from the stored copy of Server/)
      .first()
      .waitFor();
  });
});
