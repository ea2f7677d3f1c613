import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { type Browser } from 'playwright-core';

import { type Client } from '../client.js';
import { type Picture } from './pictures.js';
import { setStoryClock } from './story-clock.js';

const FOLDER = resolve(import.meta.dirname, '../../../../../docs/pictures');
const SIZE = { width: 1280, height: 800 };
const MAX_BYTES = 150_000;

type Studio = Readonly<{
  browser: Browser;
  client: Client;
  url: string;
  /** The time of the first event. */
  begin: Date;
}>;

/**
 * Takes a picture and writes its file.
 *
 * @returns its size in bytes
 * @throws Error if the file would be larger than the documents bear
 */
export const take = async (
  { name, path, reach, theme = 'light', size = SIZE }: Picture,
  { browser, client, url, begin }: Studio,
): Promise<number> => {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: theme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en',
  });
  const page = await context.newPage();
  await setStoryClock(page, begin);
  await page.goto(`${url}${await path(client)}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await reach(page);
  // A part that is still asked for says so; the stream of events keeps the network from ever being idle.
  await page.waitForFunction(`!document.body.innerText.includes('Loading…')`);
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await context.close();
  if (png.length > MAX_BYTES) throw new Error(`${name}.png would have ${png.length} bytes`);
  await writeFile(join(FOLDER, `${name}.png`), png);
  return png.length;
};
