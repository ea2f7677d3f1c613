import { join } from 'node:path';

import { isErasable } from '#domain';
import { SqliteEventStore } from '#event-store-sqlite';

import { startBuilt } from '../built.js';
import { inBrowser, type Tab } from '../browser.js';
import { inFolder } from '../folder.js';
import { Generator } from '../generate.js';
import { CLUSTER } from '../names.js';
import { median, type Result, type Rounds } from '../rounds.js';

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
const visit = async (tab: Tab, url: string): Promise<Figures> => {
  const picture = await tab.open(`${url}/timeline`, '[data-lanes] [role="img"]');
  const { frames, slowest } = await tab.drag('[data-lanes] [role="img"]', 5);
  return { picture, frames, slowest, ...(await tab.memory()) };
};

export const timelineBench = ({ rounds, sizes }: Rounds): Promise<readonly Result[]> =>
  inFolder(async (folder) => {
    const events = sizes['events'] ?? 1_000_000;
    await prepare(folder, events);
    const [server, url] = await startBuilt(folder, { TIDEMARK_CLUSTER: CLUSTER });
    try {
      const visits: Figures[] = [];
      for (let round = 0; round < rounds; round += 1)
        visits.push(await inBrowser((tab) => visit(tab, url)));
      return resultsOf(visits, events);
    } finally {
      server.kill();
    }
  });

const resultsOf = (visits: readonly Figures[], events: number): readonly Result[] => {
  const of = (name: keyof Figures): readonly number[] => visits.map((one) => one[name]);
  const slowest = Math.max(...of('slowest'));
  const note = `the longest frame took ${Math.round(slowest)} ms`;
  return [
    against(`first picture of ${events} events of 64 nodes in a year : 2 s`, of('picture'), {
      figure: 's',
      aim: 2,
      isMost: true,
    }),
    {
      ...against('frames a second while scrubbing : 30', of('frames'), {
        figure: 'frames',
        aim: 30,
        isMost: false,
      }),
      note,
    },
    against('JavaScript heap after scrubbing : 300 MiB', of('heap'), {
      figure: 'MiB',
      aim: 300,
      isMost: true,
    }),
    against('memory of the tab after scrubbing : 300 MiB', of('resident'), {
      figure: 'MiB',
      aim: 300,
      isMost: true,
    }),
  ];
};

type Target = Readonly<{ figure: string; aim: number; isMost: boolean }>;

const against = (
  measure: string,
  figures: readonly number[],
  { figure, aim, isMost }: Target,
): Result => ({
  ...{ bench: 'timeline', measure },
  ratio: median(figures) / aim,
  spread: [Math.min(...figures) / aim, Math.max(...figures) / aim],
  aim: isMost ? { most: 1 } : { least: 1 },
  figures: { [figure]: median(figures) },
});
