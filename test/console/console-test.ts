import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

import { Launched } from '../support/launched.js';
import { launchChromium } from '../../apps/tour/src/pictures/chromium.js';
import { sender, tell, type Send } from './story.js';

type Expected = Readonly<{ words: RegExp; times: number | undefined }>;

/** A server with the story's data and a browser, for the tests of a file. */
export class ConsoleTest {
  private server: Launched | undefined;
  private browser: Browser | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'tidemark-browser-'));
  private readonly pages: Page[] = [];
  /** The complaints of the browser, and the requests to elsewhere. */
  private complaints: string[] = [];
  private expected: Expected | undefined;

  get url(): string {
    if (this.server === undefined) throw new Error('the server is not started');
    return this.server.url;
  }

  get send(): Send {
    return sender(this.url);
  }

  /** Starts the server, on the port that it had before. */
  async startServer(): Promise<void> {
    const port = this.server === undefined ? undefined : new URL(this.server.url).port;
    const settings = port === undefined ? {} : { TIDEMARK_PORT: port };
    const backups = join(this.folder, 'backups');
    mkdirSync(join(backups, 'nightly'), { recursive: true });
    this.server = await Launched.start(join(this.folder, 'data'), {
      TIDEMARK_LOG_LEVEL: 'error',
      TIDEMARK_BACKUPS: backups,
      ...settings,
    });
    await this.server.until('/readyz', 200);
  }

  async stopServer(): Promise<void> {
    await this.server?.stop();
  }

  async start(): Promise<void> {
    await this.startServer();
    await tell(this.send);
    this.browser = await launchChromium();
  }

  async stop(): Promise<void> {
    await this.browser?.close();
    await this.stopServer();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Opens a page of the console in a browser of its own, and waits for its heading. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser?.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    if (context === undefined) throw new Error('the browser is not started');
    const page = await context.newPage();
    this.pages.push(page);
    this.watch(page);
    await page.goto(`${this.url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }

  private watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith(this.url)) this.complaints.push(request.url());
    });
  }

  /**
   * Says that the browser complains in such words before the end of the test: a complaint may come after
   * the alert that the test waits for.
   *
   * @param times the number of complaints; one or more without it
   */
  expectComplaints(words: RegExp, times?: number): void {
    this.expected = { words, times };
  }

  /** The complaints of the browser since the last call. */
  takeComplaints(): readonly string[] {
    const { complaints } = this;
    this.complaints = [];
    return complaints;
  }

  /** Checks that the browser has complained as the test expects, and of nothing else. */
  checkComplaints(): void {
    const { expected } = this;
    this.expected = undefined;
    const complaints = this.takeComplaints();
    const others = complaints.filter((text) => expected?.words.test(text) !== true);
    expect(others).toEqual([]);
    if (expected === undefined) return;
    if (expected.times === undefined) expect(complaints).not.toEqual([]);
    else expect(complaints).toHaveLength(expected.times);
  }

  async closePages(): Promise<void> {
    for (const page of this.pages.splice(0)) await page.context().close();
  }
}

/** A server and a browser for all tests of a file; each test has to leave the browser content. */
export const consoleTest = (): ConsoleTest => {
  const test = new ConsoleTest();
  beforeAll(() => test.start());
  afterEach(async () => {
    await test.closePages();
    test.checkComplaints();
  });
  afterAll(() => test.stop());
  return test;
};
