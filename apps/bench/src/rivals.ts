import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { type NewEvent } from '#event-store';

import { inFolder } from './folder.js';

const FOLDER = resolve('apps/bench/rivals');

/**
 * The Node.js that npm runs on. The native parts of rivals were built for it, and it may differ
 * from this one.
 */
const NODE = process.env['npm_node_execpath'] ?? process.execPath;

/** Other event stores on SQLite; each is the name of a program beside their package. */
export const RIVALS = ['emmett', 'evtstore'] as const;

export const NOT_INSTALLED = 'not measured: first npm install --prefix apps/bench/rivals';

export const areInstalled = (): boolean => existsSync(join(FOLDER, 'node_modules'));

/**
 * Events per second through a rival, in a process of its own.
 *
 * @throws Error if the rival fails
 */
export const rival = (
  name: (typeof RIVALS)[number],
  events: readonly NewEvent[],
  producers: number,
): Promise<number> =>
  inFolder(async (folder) => {
    const source = join(folder, 'events.json');
    writeFileSync(source, JSON.stringify(events));
    const program = join(FOLDER, `${name}.mjs`);
    const { stdout } = await promisify(execFile)(NODE, [
      program,
      join(folder, 'rival.db'),
      source,
      String(producers),
    ]);
    return Number(stdout);
  });
