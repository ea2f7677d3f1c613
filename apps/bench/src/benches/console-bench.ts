import { once } from 'node:events';

import { type Browser, type Page } from 'playwright-core';

import { startBuilt } from '../built.js';
import { inFolder } from '../folder.js';
import { fill, KEY, NODE, writeLog } from '../large-cluster.js';
import { against, inRounds, type Result, type Rounds } from '../rounds.js';
import { inBrowser, Tab, type Sight } from '../tab.js';

const [MOST_SECONDS, MOST_MS, MOST_MIB] = [2, 100, 300];
const LARGE = `/registry?${String(new URLSearchParams({ node: NODE, key: KEY }))}`;

type Deed = (page: Page) => Promise<unknown>;

/** A view: its address, and what shows that it is there. */
type View = Sight & Readonly<{ path: string }>;

const NOW: View = { path: '/', selector: 'main', text: ' resources online' };
const LARGE_KEY: View = { path: LARGE, selector: 'main a', text: 'Value 000000' };
const EVENTS: View = { path: '/events', selector: '[data-row]' };
const VIEWS: readonly View[] = [
  ...[NOW, LARGE_KEY],
  { path: '/operations', selector: 'main a', text: 'Move: ' },
  { path: '/lost-writes', selector: '[aria-label="Lost writes"] li' },
  EVENTS,
  { path: '/backups', selector: 'main', text: 'No backup has been taken.' },
];

const pressed =
  (key: string, times: number): Deed =>
  async (page) => {
    for (let count = 0; count < times; count += 1) await page.keyboard.press(key);
  };

/** The typing and the moves of a person, each on its page. */
const DEEDS: readonly (readonly [what: string, view: View, deed: Deed])[] = [
  ['moving down 100 values', LARGE_KEY, inValues(pressed('ArrowDown', 100))],
  ['moving by pages, to the end and back', LARGE_KEY, inValues(everywhere)],
  ['typing into the search of values', LARGE_KEY, (page) => typed(page, 'Find a text or a number')],
  [
    'typing into the palette',
    NOW,
    async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('node-1 its events', { delay: 30 });
    },
  ],
  [
    'moving through the events',
    EVENTS,
    async (page) => {
      await page.locator('[data-row]').first().focus();
      await pressed('j', 50)(page);
    },
  ],
];

function inValues(deed: Deed): Deed {
  return async (page) => {
    await page.getByRole('link', { name: 'Value 000000' }).focus();
    await deed(page);
  };
}

async function everywhere(page: Page): Promise<void> {
  await pressed('PageDown', 20)(page);
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
}

const typed = async (page: Page, label: string): Promise<void> => {
  await page.getByLabel(label).focus();
  await page.keyboard.type('the content of value 4711', { delay: 30 });
};

/** Measures something in a new tab, round after round. */
const inTabs = (
  rounds: Rounds,
  browser: Browser,
  measure: (tab: Tab) => Promise<number>,
): Promise<readonly number[]> =>
  inRounds(rounds, async () => {
    const tab = await Tab.in(browser);
    const measured = await measure(tab);
    await tab.close();
    return measured;
  });

const result = (measure: string, most: number, measured: readonly number[]): Result =>
  against({ bench: 'console', measure, figure: 'measured', aim: { most } }, measured);

type Place = Readonly<{ rounds: Rounds; browser: Browser; url: string }>;

const firstViews = async ({ rounds, browser, url }: Place): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (const view of VIEWS) {
    const numbers = await inTabs(rounds, browser, (tab) => tab.open(`${url}${view.path}`, view));
    results.push(result(`first view of ${view.path}, s : ${MOST_SECONDS}`, MOST_SECONDS, numbers));
  }
  return results;
};

const longTasks = async ({ rounds, browser, url }: Place): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (const [what, view, deed] of DEEDS) {
    const numbers = await inTabs(rounds, browser, async (tab) => {
      await tab.open(`${url}${view.path}`, view);
      return tab.longest(deed);
    });
    results.push(result(`longest task while ${what}, ms : ${MOST_MS}`, MOST_MS, numbers));
  }
  return results;
};

const memory = async ({ rounds, browser, url }: Place): Promise<readonly Result[]> => {
  const measures: Readonly<Record<string, (tab: Tab) => Promise<number>>> = {
    heap: async (tab) => (await tab.heap()).whole,
    'private memory of the tab': async (tab) => (await tab.memory()).own,
  };
  const results: Result[] = [];
  for (const [what, measure] of Object.entries(measures)) {
    const numbers = await inTabs(rounds, browser, async (tab) => {
      await tab.open(`${url}${LARGE_KEY.path}`, LARGE_KEY);
      await inValues(everywhere)(tab.page);
      return measure(tab);
    });
    results.push(result(`${what} with the large key, MiB : ${MOST_MIB}`, MOST_MIB, numbers));
  }
  return results;
};

/** Measures the console in Chromium on a large cluster with a long history. */
export const consoleBench = (rounds: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const { events = 1_000_000, values = 100_000 } = rounds.sizes;
    const size = { events, values, nodes: 64 };
    await writeLog(folder, size, 'tidemark');
    const [server, url] = await startBuilt(folder);
    try {
      await fill(url, size);
      return await inBrowser(async (browser) => {
        const place = { rounds, browser, url };
        return [
          ...(await firstViews(place)),
          ...(await longTasks(place)),
          ...(await memory(place)),
        ];
      });
    } finally {
      server.kill();
      await once(server, 'exit');
    }
  });
