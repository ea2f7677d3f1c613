import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { SqliteEventStore } from '#event-store-sqlite';

import { Refusal } from './refusal.js';
import { type Target } from './write.js';

/** The embedded log writes what is asked for in one turn of the event loop in one transaction. */
const EMBEDDED_AT_ONCE = 1024;

/** What is folded from a log, and of no use beside another one. */
const FOLDED = ['reads.db', 'fold.snapshot'];

/** @throws Refusal when there is no log in the folder */
const openFolder = (folder: string, role: 'from' | 'to'): Target => {
  const file = join(folder, 'log.db');
  if (role === 'from' && !existsSync(file)) throw new Refusal(`there is no log in ${folder}`);
  const folded = FOLDED.find((name) => existsSync(join(folder, name)));
  if (folded !== undefined && !existsSync(file))
    throw new Refusal(`${folder} has a ${folded} of another log: choose another folder`);
  mkdirSync(folder, { recursive: true });
  const store = SqliteEventStore.open({ file, clock: () => new Date() });
  return { store, atOnce: EMBEDDED_AT_ONCE };
};

/**
 * Opens a place that was named on the command line.
 *
 * @throws Refusal when there is nothing to copy from, or something in the way
 * @throws LogInUse while a server has the log of a folder open
 */
export const openPlace = (place: string, role: 'from' | 'to'): Target => {
  if (/^\w[\w+]*:\/\//.test(place))
    throw new Refusal(`${place}: only folders can be copied so far`);
  return openFolder(place, role);
};
