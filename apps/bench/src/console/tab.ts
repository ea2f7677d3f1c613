import { readFileSync } from 'node:fs';

import { type Browser, type Page } from 'playwright-core';

const MEBIBYTE = 2 ** 20;
const SIZE = { width: 1280, height: 800 };
/** Tasks of more than 50 ms are noted by the browser; the rest is none of them. */
const OBSERVE = `
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
`;

/** A page of the console in a browser of its own, with its measures. */
export class Tab {
  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
  ) {}

  static async open(browser: Browser): Promise<Tab> {
    const context = await browser.newContext({ viewport: SIZE });
    const page = await context.newPage();
    await page.addInitScript(OBSERVE);
    return new Tab(page, browser);
  }

  /** Seconds from the request of a page to what is waited for. */
  async seconds(address: string, reach: (page: Page) => Promise<unknown>): Promise<number> {
    const began = performance.now();
    await this.page.goto(address, { waitUntil: 'commit' });
    await reach(this.page);
    return (performance.now() - began) / 1000;
  }

  /** The longest task while something is done, in milliseconds; 0 if none had more than 50. */
  async longest(deed: (page: Page) => Promise<unknown>): Promise<number> {
    await this.page.evaluate('window.longTasks = []');
    await deed(this.page);
    // The browser notes a task a little after its end.
    await this.page.waitForTimeout(200);
    return this.page.evaluate<number>('Math.max(0, ...window.longTasks)');
  }

  /** The heap after a garbage collection; MiB. */
  async heapMiB(): Promise<number> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize, embedderHeapUsedSize, backingStorageSize } =
      await session.send('Runtime.getHeapUsage');
    await session.detach();
    return (usedSize + embedderHeapUsedSize + backingStorageSize) / MEBIBYTE;
  }

  /** The private memory of the largest process of pages, on Linux; MiB. */
  async privateMiB(): Promise<number> {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const pages = processInfo.filter(({ type }) => type === 'renderer');
    return Math.max(...pages.map(({ id }) => privateKiB(id))) / 1024;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** The memory that a process shares with no other; KiB. */
const privateKiB = (id: number): number => {
  const text = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
  const all = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)];
  return all.reduce((sum, [, number]) => sum + Number(number), 0);
};
