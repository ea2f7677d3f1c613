import { readFileSync } from 'node:fs';

import { chromium, type Browser, type Page } from 'playwright-core';

const MEBIBYTE = 2 ** 20;
const KIBIBYTES = 2 ** 10;

/** The memory of a page's process; MiB. */
type Memory = Readonly<{ heap: number; resident: number }>;

/** A page in a browser of its own. */
export class Tab {
  constructor(
    private readonly browser: Browser,
    private readonly page: Page,
  ) {}

  /** Seconds from the address to the picture of an element on the screen. */
  async open(url: string, selector: string): Promise<number> {
    const began = performance.now();
    await this.page.goto(url, { waitUntil: 'commit' });
    await this.page.locator(selector).first().waitFor();
    await this.page.evaluate(PAINTED);
    return (performance.now() - began) / 1000;
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

  /** The memory after a collection of what is not needed. */
  async memory(): Promise<Memory> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const whole = await this.browser.newBrowserCDPSession();
    const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
    const tabs = processInfo.filter(({ type }) => type === 'renderer');
    return {
      heap: usedSize / MEBIBYTE,
      resident: Math.max(...tabs.map(({ id }) => sharedOut(id))),
    };
  }
}

/** The memory of a process, with its share of what it shares with others; MiB. */
const sharedOut = (pid: number): number => {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) / KIBIBYTES;
};

const PAINTED = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))`;

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

/** Does something in a new browser: that of `CHROMIUM`, or Debian's. */
export const inBrowser = async <Outcome>(
  work: (tab: Tab) => Promise<Outcome>,
): Promise<Outcome> => {
  const { CHROMIUM = '/usr/bin/chromium' } = process.env;
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    return await work(new Tab(browser, page));
  } finally {
    await browser.close();
  }
};
