import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { type Browser, type Page } from 'playwright-core';

import { launchChromium } from '../../tour/src/pictures/chromium.js';

const MEBIBYTE = 2 ** 20;
const KIBIBYTES = 2 ** 10;
const SIZE = { width: 1280, height: 800 };
/** Tasks of more than 50 ms are noted by the browser; the rest is none of them. */
const OBSERVE = `
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
`;
/** A browser is busy with a new window for this long, whatever the window shows. */
const WINDOW_START_MS = 2000;

/** Something that a page shows: an element, by a selector and a part of its text. */
export type Sight = Readonly<{ selector: string; text?: string }>;

/**
 * Waits in a page for the frame that shows something; gives the milliseconds since its request began.
 * A probe outside the page would ask every half second.
 */
const shown = ({ selector, text = '' }: Sight): string => `new Promise((resolve) => {
  const isThere = () =>
    [...document.querySelectorAll(${JSON.stringify(selector)})].some(
      (element) => element.checkVisibility() && element.textContent.includes(${JSON.stringify(text)}),
    );
  const look = () => {
    if (isThere()) requestAnimationFrame(() => resolve(performance.now()));
    else requestAnimationFrame(look);
  };
  look();
})`;

/** The times of all frames for some seconds, as a script. */
const framesFor = (seconds: number): string => `new Promise((resolve) => {
  const times = [];
  const end = performance.now() + ${seconds * 1000};
  const next = (now) => {
    times.push(now);
    if (now < end) requestAnimationFrame(next);
    else resolve(times);
  };
  requestAnimationFrame(next);
})`;

/** A page of the console in a browser, with its measures. */
export class Tab {
  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
  ) {}

  static async in(browser: Browser): Promise<Tab> {
    const context = await browser.newContext({ viewport: SIZE });
    const page = await context.newPage();
    await page.addInitScript(OBSERVE);
    await pause(WINDOW_START_MS);
    return new Tab(page, browser);
  }

  /** Opens a page. @returns seconds from its request to the frame that shows something */
  async open(address: string, sight: Sight): Promise<number> {
    await this.page.goto(address, { waitUntil: 'commit' });
    return (await this.page.evaluate<number>(shown(sight))) / 1000;
  }

  /** The longest task while something is done, in milliseconds; 0 if none had more than 50. */
  async longest(deed: (page: Page) => Promise<unknown>): Promise<number> {
    await this.page.evaluate('window.longTasks = []');
    await deed(this.page);
    // The browser notes a task a little after its end.
    await this.page.waitForTimeout(200);
    return this.page.evaluate<number>('Math.max(0, ...window.longTasks)');
  }

  /**
   * Drags over an element for some seconds, to and fro, with one move a frame.
   *
   * @returns the frames a second, and the longest time between two of them in milliseconds
   */
  async drag(
    selector: string,
    seconds: number,
  ): Promise<Readonly<{ frames: number; slowest: number }>> {
    const box = await this.page.locator(selector).first().boundingBox();
    if (box === null) throw new Error(`there is no ${selector}`);
    const counting = this.page.evaluate<number[]>(framesFor(seconds));
    await this.page.mouse.move(box.x + box.width / 2, box.y + 4);
    await this.page.mouse.down();
    const end = performance.now() + seconds * 1000;
    for (let step = 0; performance.now() < end; step += 1) {
      const share = 0.5 + 0.45 * Math.sin(step / 25);
      await this.page.mouse.move(box.x + box.width * share, box.y + 4);
    }
    await this.page.mouse.up();
    const times = await counting;
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
    return { frames: gaps.length / seconds, slowest: Math.max(...gaps) };
  }

  /** The heap of scripts after a garbage collection; `whole` has the browser's own part too. MiB. */
  async heap(): Promise<Readonly<{ scripts: number; whole: number }>> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize, embedderHeapUsedSize, backingStorageSize } =
      await session.send('Runtime.getHeapUsage');
    await session.detach();
    return {
      scripts: usedSize / MEBIBYTE,
      whole: (usedSize + embedderHeapUsedSize + backingStorageSize) / MEBIBYTE,
    };
  }

  /**
   * The memory of the largest process of pages, on Linux: what it shares with no other, and that with
   * its share of the rest. MiB.
   */
  async memory(): Promise<Readonly<{ own: number; proportional: number }>> {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const pages = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) => readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'));
    const largest = (lines: RegExp): number =>
      Math.max(...pages.map((page) => kibibytesIn(page, lines))) / KIBIBYTES;
    return {
      own: largest(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm),
      proportional: largest(/^Pss:\s+(\d+) kB$/gm),
    };
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

const kibibytesIn = (rollup: string, lines: RegExp): number =>
  [...rollup.matchAll(lines)].reduce((sum, [, number]) => sum + Number(number), 0);

/** Does something with a new browser. */
export const inBrowser = async <Outcome>(
  work: (browser: Browser) => Promise<Outcome>,
): Promise<Outcome> => {
  const browser = await launchChromium();
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
};
