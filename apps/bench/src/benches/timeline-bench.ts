import { once } from 'node:events';
import { join } from 'node:path';

import { isErasable } from '#domain';
import { SqliteEventStore } from '#event-store-sqlite';

import { startBuilt } from '../built.js';
import { inFolder } from '../folder.js';
import { Generator } from '../generate.js';
import { CLUSTER } from '../names.js';
import { against, type Result, type Rounds } from '../rounds.js';
import { inBrowser, Tab } from '../tab.js';

const SIZES = { nodes: 64, values: 200, resources: 8 };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Somebody is at work for so many hours of a day, on so many days of a week. */
const [HOURS, DAYS] = [10, 5];
const WEEKS = 52;

/** The instant at which a share of a year's work is done: nights and weekends are idle. */
const instantAt = (share: number, begin: number): Date => {
  const worked = share * WEEKS * DAYS * HOURS;
  const day = Math.floor(worked / HOURS);
  const calendarDay = Math.floor(day / DAYS) * 7 + (day % DAYS);
  return new Date(begin + calendarDay * DAY + (worked - day * HOURS) * HOUR);
};

/** Writes a year of a cluster of 64 nodes. */
const prepare = async (folder: string, events: number): Promise<void> => {
  const begin = Date.now() - WEEKS * 7 * DAY;
  const made: { generator?: Generator } = {};
  const clock = (): Date => instantAt(Math.min(1, (made.generator?.count ?? 0) / events), begin);
  const store = SqliteEventStore.open({ file: join(folder, 'log.db'), clock, isErasable });
  made.generator = new Generator(store, { ...SIZES, events });
  await made.generator.run();
  await store.close();
};

type Figures = Readonly<{
  picture: number;
  frames: number;
  slowest: number;
  heap: number;
  resident: number;
}>;

/** One visit: the first picture, five seconds of scrubbing, and the memory after it. */
const visit = async (url: string): Promise<Figures> =>
  inBrowser(async (browser) => {
    const tab = await Tab.in(browser);
    const picture = await tab.open(`${url}/timeline`, { selector: LANES });
    const dragged = await tab.drag(LANES, SCRUBBED_S);
    const [{ scripts }, { proportional }] = [await tab.heap(), await tab.memory()];
    return { picture, ...dragged, heap: scripts, resident: proportional };
  });

const LANES = '[data-lanes] [role="img"]';
const SCRUBBED_S = 5;

/** Measures the timeline in Chromium, over a year of a large cluster. */
export const timelineBench = ({ rounds, sizes }: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const events = sizes['events'] ?? 1_000_000;
    await prepare(folder, events);
    const [server, url] = await startBuilt(folder, { TIDEMARK_CLUSTER: CLUSTER });
    try {
      const visits: Figures[] = [];
      for (let round = 0; round < rounds; round += 1) visits.push(await visit(url));
      return resultsOf(visits, events);
    } finally {
      server.kill();
      await once(server, 'exit');
    }
  });

const resultsOf = (visits: readonly Figures[], events: number): readonly Result[] => {
  const of = (name: keyof Figures): readonly number[] => visits.map((one) => one[name]);
  const bench = 'timeline';
  const note = `the longest frame took ${Math.round(Math.max(...of('slowest')))} ms`;
  const picture = `first picture of ${events} events of 64 nodes in a year : 2 s`;
  const frames = 'frames a second while scrubbing : 30';
  const heap = 'JavaScript heap after scrubbing : 300 MiB';
  const resident = 'memory of the tab after scrubbing : 300 MiB';
  return [
    against({ bench, measure: picture, figure: 's', aim: { most: 2 } }, of('picture')),
    against({ bench, note, measure: frames, figure: 'frames', aim: { least: 30 } }, of('frames')),
    against({ bench, measure: heap, figure: 'MiB', aim: { most: 300 } }, of('heap')),
    against({ bench, measure: resident, figure: 'MiB', aim: { most: 300 } }, of('resident')),
  ];
};
