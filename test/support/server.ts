import { resolve } from 'node:path';

import { ServerProcess } from '../../apps/tour/src/server.js';

export const MAIN = resolve(import.meta.dirname, '../../dist/apps/api/src/main.js');

/** Starts the built server on a data folder of the caller's; `npm test` has built it before. */
export const startServer = (folder: string): Promise<ServerProcess> =>
  ServerProcess.start(folder, MAIN, processLog());

/** Settings that hide the server of the environment: only one project tests that server. */
export const processLog = (): Readonly<Record<string, undefined>> =>
  process.env['TIDEMARK_TEST_LOG'] === 'server' ? {} : { EVENTSTORE_URL: undefined };

export { type ServerProcess };
