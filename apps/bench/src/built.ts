import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { freePort } from '../../tour/src/server.js';

const MAIN = resolve(import.meta.dirname, '../../api/src/main.js');
/** The flags of `npm start`. */
const FLAGS = ['--enable-source-maps', '--disable-warning=ExperimentalWarning'];
const MEBIBYTE = 2 ** 20;

/**
 * Starts the built server as a user does; returns its process and address.
 *
 * @param more settings beside the usual ones
 */
export const startBuilt = async (
  folder: string,
  more: NodeJS.ProcessEnv = {},
): Promise<readonly [ChildProcess, string]> => {
  const port = await freePort();
  const env = { TIDEMARK_DATA: folder, TIDEMARK_PORT: String(port), TIDEMARK_LOG_LEVEL: 'warn' };
  const server = spawn(process.execPath, [...FLAGS, MAIN], {
    env: { ...process.env, ...env, ...more },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) await pause(100);
  return [server, url];
};

const isReady = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
};

export const metricsOf = async (url: string): Promise<string> =>
  (await fetch(`${url}/metrics`)).text();

/** The resident memory in a server's metrics; MiB. */
export const residentMiB = (metrics: string): number =>
  Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1]) / MEBIBYTE;
