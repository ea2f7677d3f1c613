import { execSync } from 'node:child_process';
import { resolve } from 'node:path';

import buildServer from '../support/built.js';

/** Builds the server, unless it is built, and the console. */
export default function build() {
  buildServer();
  execSync('npm exec --silent -- vite build apps/console --logLevel warn', {
    cwd: resolve(import.meta.dirname, '../..'),
    // Jest says `test`, and React would be its slow build for developers.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2],
  });
}
