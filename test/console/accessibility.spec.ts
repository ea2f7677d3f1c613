import { beforeAll, describe, expect, test } from '@jest/globals';
import axe from 'axe-core';
import { type Page } from 'playwright-core';

import { consoleTest } from './console-test.js';

const THEMES = ['light', 'dark'] as const;
const SIZES = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
] as const;

/** The state of a page, and the way there. */
const STATES: readonly (readonly [string, string, (page: Page) => Promise<void>])[] = [
  ['now', '/', (page) => page.getByRole('article', { name: 'Group SQL' }).waitFor()],
  [
    'the past',
    '/?at=before-move',
    (page) => page.getByRole('article', { name: 'Group SQL' }).waitFor(),
  ],
  [
    'an action',
    '/',
    async (page) => {
      await page.getByRole('button', { name: 'Actions for group SQL' }).click();
      await page.getByRole('menuitem', { name: 'Take SQL offline…' }).click();
      await page.getByText('Take Server offline on').waitFor();
    },
  ],
  [
    'a menu',
    '/',
    async (page) => {
      await page.getByRole('button', { name: 'Preferences' }).click();
      await page.getByRole('menuitem', { name: 'List of keys' }).waitFor();
    },
  ],
  [
    'the operations with their filters',
    '/operations?kind=move',
    async (page) => {
      await page.getByText('Filter', { exact: true }).click();
      await page.getByRole('link', { name: 'Move: SQL' }).waitFor();
    },
  ],
  [
    'an operation',
    '/operations?kind=move',
    async (page) => {
      await page.getByRole('link', { name: 'Move: SQL' }).click();
      await page.getByRole('heading', { name: 'What was lost: one edit' }).waitFor();
      await page.getByText('Settings as of its start').click();
    },
  ],
  [
    'the timeline',
    '/timeline',
    async (page) => {
      await page.locator('[data-failover]').first().waitFor();
      await page.getByText('As a list').click();
      await page.getByRole('list', { name: 'Marks', exact: true }).waitFor();
      await page.getByText('A value', { exact: true }).click();
      await page.getByRole('region', { name: 'Values' }).waitFor();
    },
  ],
  [
    'a comparison and a fork on the timeline',
    `/timeline?${String(
      new URLSearchParams({
        ...{ at: 'before-move', with: '12', lanes: 'groups' },
        fork: 'POST /v1/nodes/node-a/crash {} +60s',
      }),
    )}`,
    async (page) => {
      await page.getByText('One edit would be lost').waitFor();
      await page.getByRole('region', { name: 'Things that differ' }).waitFor();
      await page.getByRole('button', { name: 'What if, from here…' }).click();
      await page.getByRole('form', { name: 'What if, from here' }).waitFor();
    },
  ],
  [
    'the events',
    '/events',
    (page) => page.getByRole('link', { name: /Node node-b: crashed/ }).waitFor(),
  ],
  [
    'an event',
    '/events?type=RegistryChanged',
    async (page) => {
      await page.getByRole('link', { name: /Port = 1555/ }).click();
      await page.getByText('JSON', { exact: true }).click();
      await page.getByRole('region', { name: 'JSON of the event' }).waitFor();
    },
  ],
  [
    'the palette',
    '/',
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('option', { name: /^SQL/ }).first().waitFor();
    },
  ],
  [
    'the keys',
    '/',
    async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    },
  ],
  [
    'a registry with a value',
    '/registry?node=node-b&key=SOFTWARE%5CAcme%5CApp&value=Port',
    (page) => page.getByRole('heading', { name: 'How it came here' }).waitFor(),
  ],
  [
    'two registries',
    '/registry?node=node-b&key=SOFTWARE%5CAcme%5CApp&with=node-a&at=before-move',
    (page) => page.getByText('1 of 1 values differ.').waitFor(),
  ],
  [
    'a search in registries',
    '/registry?find=1555&past=true',
    (page) => page.getByRole('link', { name: 'Port' }).waitFor(),
  ],
  [
    'the lost writes',
    '/lost-writes?by=rule',
    (page) => page.getByRole('button', { name: 'Recover…' }).waitFor(),
  ],
  [
    'the backups',
    '/backups',
    (page) => page.getByRole('link', { name: 'before-patches' }).first().waitFor(),
  ],
  [
    'a backup beside now',
    '/backups',
    async (page) => {
      await page.getByRole('link', { name: 'before-patches' }).first().click();
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByText('It is whole').waitFor();
      await page.getByLabel('The other side').selectOption('now');
      await page.getByText(/^From “before-patches”/).waitFor();
    },
  ],
  [
    'the preview of a restore',
    '/backups',
    async (page) => {
      await page.getByRole('link', { name: 'before-patches' }).first().click();
      await page.getByRole('button', { name: 'Restore the group SQL…' }).click();
      await page.getByLabel('Keep them').check();
      await page.getByRole('button', { name: 'Preview…' }).click();
      await page.getByText('What would change').waitFor();
    },
  ],
  [
    'the schedule of backups',
    '/backups',
    async (page) => {
      await page.getByRole('button', { name: 'Change the schedule…' }).click();
      await page.getByText('This is every day at 03:00 UTC.').waitFor();
    },
  ],
  ['no such page', '/nothing', (page) => page.getByText('No such page').waitFor()],
];

/** A menu is no landmark, and belongs to none: it lies over the page. */
const RUN = `axe.run({
  rules: { region: { enabled: document.querySelector('[role=menu]') === null } },
})`;

type Found = Readonly<{
  violations: readonly Readonly<{ id: string; nodes: readonly Readonly<{ html: string }>[] }>[];
}>;

describe.each(SIZES)('at $width × $height the console', (viewport) => {
  const console = consoleTest();
  beforeAll(async () => {
    await console.send('POST /v1/backups', { name: 'before-patches' });
    const newer = { op: 'create-key', key: 'SOFTWARE\\Newer' };
    await console.send('PATCH /v1/nodes/node-a/registry', { changes: [newer] });
    await console.send('PUT /v1/backups/schedule', { cron: '0 3 * * *', path: 'nightly' });
  });

  describe.each(THEMES)('in the %s theme', (colorScheme) => {
    test.each(STATES)(
      'is accessible, and needs no sideways scrolling: %s',
      async (_, path, reach) => {
        const page = await console.open(path, { viewport, colorScheme, reducedMotion: 'reduce' });
        await reach(page);
        // The policy of the page stops script elements, and not what the browser is told directly.
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate<Found>(RUN);
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(width).toBeLessThanOrEqual(viewport.width);
      },
    );
  });
});
