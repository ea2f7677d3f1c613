import { describe, expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';

import { consoleTest } from '../console-test.js';
import { edit } from '../story.js';
import { drawn, eventsOf, laneBox, markAt, paramOf, until } from './page.js';

describe('the cursor of the timeline', () => {
  const console = consoleTest();

  const here = (page: Page, text: RegExp): Promise<void> =>
    page.getByRole('region', { name: 'At the cursor' }).getByText(text).waitFor();
  const positionOf = async (query: string): Promise<string> => {
    const [event] = await eventsOf(console.url, query);
    if (event === undefined) throw new Error(`no event is like ${query}`);
    return event.position;
  };

  test('is dragged, and the cluster below follows', async () => {
    const page = await console.open('/timeline');
    await drawn(page);
    const box = await laneBox(page);
    await page.mouse.move(box.x + box.width * 0.9, box.y + 4);
    await page.mouse.down();
    for (let share = 0.9; share >= 0.02; share -= 0.02)
      await page.mouse.move(box.x + box.width * share, box.y + 4);
    await until(page, 'at', (at) => at !== null);
    await page.getByText('0 of 0 resources online').waitFor();
    await page.mouse.up();
    await page.getByRole('banner').getByText('Past').waitFor();
  });

  test('snaps to the event that it comes near to', async () => {
    const crash = await positionOf('type=NodeCrashed');
    const page = await console.open('/timeline');
    await drawn(page);
    const mark = await markAt(page, 'node-b', crash).boundingBox();
    const box = await laneBox(page);
    if (mark === null) throw new Error('the crash has no mark');
    await page.mouse.move(box.x + 40, box.y + 4);
    await page.mouse.down();
    await page.mouse.move(mark.x + mark.width / 2 + 3, box.y + 4, { steps: 5 });
    await page.mouse.up();
    await until(page, 'at', (at) => at === crash);
    await here(page, /Node node-b: crashed/);
  });

  test('steps from event to event, and from move to move, by keys and by buttons', async () => {
    const [move, failover] = await eventsOf(console.url, 'type=GroupMoveStarted');
    const page = await console.open('/timeline');
    await drawn(page);
    await page.keyboard.press('Shift+ArrowLeft');
    await until(page, 'at', (at) => at === failover?.position);
    await page.keyboard.press('Shift+ArrowLeft');
    await until(page, 'at', (at) => at === move?.position);
    await page.keyboard.press('ArrowLeft');
    await here(page, /Cluster: tag set/);
    await page.getByRole('button', { name: 'The event after the cursor' }).click();
    await here(page, /move started, node-a → node-b/);
    await page.getByRole('button', { name: 'The next move' }).click();
    await until(page, 'at', (at) => at === failover?.position);
    await page.getByRole('button', { name: 'The event before the cursor' }).click();
    await page.getByRole('button', { name: 'The move before' }).click();
    await until(page, 'at', (at) => at === move?.position);
  });

  test('says what changed as it moved, and what is undone on the way back', async () => {
    const [before, crash] = [
      await positionOf('type=GroupMoveCompleted'),
      await positionOf('type=NodeCrashed'),
    ];
    const page = await console.open(`/timeline?at=${before}`);
    await here(page, /Group SQL: move completed/);
    await page.keyboard.press('ArrowRight');
    await until(page, 'at', (at) => at === crash);
    const changed = page.getByRole('region', { name: 'What changed' });
    await changed.getByText('node-b', { exact: true }).waitFor();
    await changed.getByText('Crashed', { exact: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('region', { name: 'What is undone' }).waitFor();
  });

  test('plays on to the last event, and stops there', async () => {
    const page = await console.open(`/timeline?at=${await positionOf('type=NodeStarted')}`);
    await drawn(page);
    await page.keyboard.press('ArrowLeft');
    await until(page, 'at', (at) => at !== null);
    await page.getByRole('button', { name: 'Play event by event' }).click();
    await page.getByRole('button', { name: 'Stop' }).waitFor();
    await here(page, /Node node-b: started/);
    await page.getByRole('button', { name: 'Play event by event' }).waitFor();
  });

  test('follows what happens live, and leaves it when it is put somewhere', async () => {
    const page = await console.open('/timeline?at=before-move');
    await drawn(page);
    const live = (pressed: boolean): Promise<void> =>
      page.getByRole('button', { name: 'Live', pressed }).waitFor();
    await live(false);
    await page.keyboard.press('l');
    await until(page, 'at', (at) => at === null);
    await live(true);
    await page.getByText('Live', { exact: true }).first().waitFor();
    await edit(console.send, 'node-b', '1999');
    const position = (await eventsOf(console.url, 'type=RegistryChanged')).at(-1)?.position ?? '';
    await markAt(page, 'node-b', position).waitFor();
    await page.getByRole('button', { name: /Failover: SQL/ }).click();
    await until(page, 'at', (at) => at !== null);
    await live(false);
  });

  test('is in the URL, and the timeline is the same after a reload', async () => {
    const path = '/timeline?at=before-move&lanes=groups&pin=SQL&idle=shown&with=3';
    const page = await console.open(path);
    const same = async (): Promise<void> => {
      await drawn(page);
      await page.getByRole('link', { name: 'Unpin SQL' }).waitFor();
      await page.getByRole('link', { name: 'Fold idle time' }).waitFor();
      await page.getByRole('heading', { name: /^Between position 3 and/ }).waitFor();
      await page.getByRole('button', { name: 'Groups', pressed: true }).waitFor();
    };
    await same();
    await page.reload();
    await same();
    expect(paramOf(page, 'at')).toBe('before-move');
  });

  test('gives no keys to the page once single keys are turned off, but the arrows', async () => {
    const page = await console.open('/timeline');
    await drawn(page);
    await page.getByRole('button', { name: 'Preferences' }).click();
    await page.getByRole('menuitemradio', { name: 'Off' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowLeft');
    await until(page, 'at', (at) => at !== null);
    expect(paramOf(page, 'from')).toBeNull();
  });
});
