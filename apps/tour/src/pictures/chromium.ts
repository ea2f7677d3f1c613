import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Chromium by the names that distributions give it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

const canRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * The path of the browser: that of `CHROMIUM`, or the first one that is found.
 *
 * @throws Error if there is none
 */
export const chromiumPath = (): string => {
  const { CHROMIUM, PATH = '' } = process.env;
  const folders = PATH.split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(canRun);
  const path = CHROMIUM ?? found;
  if (path === undefined)
    throw new Error('there is no Chromium: install it, or set CHROMIUM to its path');
  return path;
};
