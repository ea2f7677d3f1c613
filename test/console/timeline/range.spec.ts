import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, test } from '@jest/globals';
import { type Locator, type Page } from 'playwright-core';

import { consoleTest } from '../console-test.js';
import { drawn, eventsOf, laneBox, markAt, paramOf, until } from './page.js';

/** The middle of the axis above the lanes, in pixels. */
const ABOVE = 70;
/** As far beside the pointer as a mark under it may be after a zoom, in pixels: its own width. */
const BESIDE = 14;

/** The horizontal middle of a mark. */
const middleOf = async (mark: Locator): Promise<number> => {
  const box = await mark.boundingBox();
  if (box === null) throw new Error('the mark is not there');
  return box.x + box.width / 2;
};

/** Waits until a question about the page is answered with true. */
const comesTrue = async (ask: () => Promise<boolean>): Promise<void> => {
  while (!(await ask())) await pause(20);
};

describe('the range of the timeline', () => {
  const console = consoleTest();

  const select = async (page: Page, [from, to]: readonly [number, number]): Promise<void> => {
    const box = await laneBox(page);
    await page.mouse.move(box.x + box.width * from, box.y - ABOVE);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, box.y - ABOVE, { steps: 5 });
    await page.mouse.up();
  };

  test('is zoomed with Ctrl and the wheel around the pointer, and moved by a wheel to the side', async () => {
    const [crash] = await eventsOf(console.url, 'type=NodeCrashed');
    const page = await console.open('/timeline');
    await drawn(page);
    const mark = markAt(page, 'node-b', crash?.position ?? '');
    const tag = page.locator('[data-mark="Cluster"]').first();
    const [markX, tagX] = [await middleOf(mark), await middleOf(tag)];
    await page.mouse.move(markX, (await laneBox(page)).y + 4);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    await until(page, 'from', (from) => from !== null);
    const [from, to] = [paramOf(page, 'from') ?? '', paramOf(page, 'to') ?? ''];
    await comesTrue(async () => (await middleOf(tag)) !== tagX);
    expect(Math.abs((await middleOf(mark)) - markX)).toBeLessThan(BESIDE);
    await page.mouse.wheel(-200, 0);
    await until(page, 'from', (next) => next !== null && next < from);
    expect(paramOf(page, 'to')).not.toBe(to);
  });

  test('stays as it is when the wheel scrolls the page', async () => {
    const page = await console.open('/timeline', { viewport: { width: 1280, height: 300 } });
    await drawn(page);
    const box = await laneBox(page);
    await page.mouse.move(box.x + box.width / 2, box.y + 4);
    await page.mouse.wheel(0, 120);
    await comesTrue(() => page.evaluate('scrollY > 0'));
    expect(paramOf(page, 'from')).toBeNull();
  });

  test('is drawn on the axis and zoomed to, and all of it is shown again', async () => {
    const page = await console.open('/timeline');
    await drawn(page);
    await select(page, [0.3, 0.7]);
    await page.getByText(/selected/).waitFor();
    await page.getByRole('button', { name: 'Zoom to it' }).click();
    await until(page, 'from', (from) => from !== null);
    expect(paramOf(page, 'to')).not.toBeNull();
    await page.getByRole('button', { name: 'Show all of the history' }).click();
    await until(page, 'from', (from) => from === null);
    expect(paramOf(page, 'to')).toBeNull();
  });

  test('is zoomed by keys around the cursor, which stays in it', async () => {
    const [crash] = await eventsOf(console.url, 'type=NodeCrashed');
    const page = await console.open(`/timeline?at=${crash?.position ?? ''}`);
    await drawn(page);
    await page.keyboard.press('+');
    await until(page, 'from', (from) => from !== null);
    const first = paramOf(page, 'from') ?? '';
    await page.keyboard.press('+');
    await until(page, 'from', (from) => (from ?? '') > first);
    await markAt(page, 'node-b', crash?.position ?? '').waitFor();
    await page.keyboard.press('-');
    await until(
      page,
      'from',
      (from) => (from ?? '') < (paramOf(page, 'from') ?? '') || from === null || from !== first,
    );
    await page.keyboard.press('0');
    await until(page, 'from', (from) => from === null);
  });

  test('between two marks is measured, with the keyboard too', async () => {
    const [restore] = await eventsOf(console.url, 'type=RegistryRestored');
    const [crash] = await eventsOf(console.url, 'type=NodeCrashed');
    const page = await console.open(`/timeline?at=${restore?.position ?? ''}`);
    await drawn(page);
    await page.getByRole('banner').getByText('Past').waitFor();
    const mark = markAt(page, 'node-b', crash?.position ?? '');
    await mark.focus();
    await page.keyboard.press('Shift+Enter');
    const measured = page.getByText(/ selected/);
    await measured.waitFor();
    await page.getByRole('button', { name: 'Select nothing' }).click();
    await measured.waitFor({ state: 'detached' });
    await mark.click({ modifiers: ['Shift'] });
    await measured.waitFor();
    await page.keyboard.press('z');
    await until(page, 'from', (from) => from !== null);
  });

  test('is selected with s and steps', async () => {
    const page = await console.open('/timeline?at=before-move');
    await drawn(page);
    await page.getByRole('banner').getByText('before-move').waitFor();
    await page.keyboard.press('s');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText(/[1-9].* selected/).waitFor();
  });

  test('is moved on the map of all time, with the pointer and with keys', async () => {
    const page = await console.open('/timeline');
    await drawn(page);
    const map = page.getByRole('slider', { name: 'The part of the history that is shown' });
    const box = await map.boundingBox();
    if (box === null) throw new Error('the map is not there');
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + 10, { steps: 4 });
    await page.mouse.up();
    await until(page, 'to', (to) => to !== null);
    const to = paramOf(page, 'to') ?? '';
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await until(page, 'to', (next) => next !== to);
    await page.keyboard.press('Home');
    await until(page, 'from', (from) => from === null);
  });

  test('has idle time folded, until it is unfolded', async () => {
    const page = await console.open('/timeline');
    await drawn(page);
    await page.getByRole('link', { name: 'Unfold idle time' }).click();
    await until(page, 'idle', (idle) => idle === 'shown');
    await page.getByRole('link', { name: 'Fold idle time' }).click();
    await until(page, 'idle', (idle) => idle === null);
  });

  test('has pinned lanes on top', async () => {
    const page = await console.open('/timeline');
    await drawn(page);
    const lanes = page.getByRole('list', { name: 'Lanes' }).getByRole('listitem');
    expect(await lanes.first().innerText()).toMatch('node-a');
    await page.getByRole('link', { name: 'Pin node-b to the top' }).click();
    await page.getByRole('link', { name: 'Unpin node-b' }).waitFor();
    expect(await lanes.first().innerText()).toMatch('node-b');
    expect(paramOf(page, 'pin')).toBe('node-b');
  });

  test('in the future is refused in words', async () => {
    const page = await console.open('/timeline?to=2999-01-01T00:00:00Z');
    await page.getByRole('alert').first().waitFor();
    console.expectComplaints(/400/);
  });
});
