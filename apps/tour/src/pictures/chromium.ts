import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { chromium, type Browser } from 'playwright-core';

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
const chromiumPath = (): string => {
  const { CHROMIUM, PATH = '' } = process.env;
  const folders = PATH.split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(canRun);
  const path = CHROMIUM ?? found;
  if (path === undefined)
    throw new Error('there is no Chromium: install it, or set CHROMIUM to its path');
  return path;
};

/** The pages of the address bar, which take half of the time of a new window. */
const OF_ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];
/** Features that ask other servers, change addresses or delay the first frame. */
const OTHERS = [
  ...['MediaRouter', 'NetworkTimeServiceQuerying', 'OptimizationHints', 'PreconnectToSearch'],
  ...['HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'PaintHolding'],
];

/**
 * Starts the browser. Its sandbox needs privileges that containers seldom have.
 *
 * @throws Error if there is none
 */
export const launchChromium = (...more: readonly string[]): Promise<Browser> => {
  // This list takes the place of Playwright's own.
  const without = `--disable-features=${[...OF_ADDRESS_BAR, ...OTHERS].join(',')}`;
  const args = ['--no-sandbox', without, ...more];
  return chromium.launch({ executablePath: chromiumPath(), args });
};
