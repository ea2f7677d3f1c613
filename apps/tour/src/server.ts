import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A Tidemark of the tour's own: on a free port, in a folder that goes when it stops. */
export type Server = Readonly<{ url: string; stop: () => Promise<void> }>;

const MAIN = resolve(import.meta.dirname, '../../api/src/main.js');
const START_DEADLINE_MS = 30_000;
const ASK_EVERY_MS = 50;

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => {
        done(port);
      });
    });
  });

/** @throws Error when the server ends or is not ready in time */
export const startServer = async (): Promise<Server> => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-tour-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: {
      ...process.env,
      TIDEMARK_PORT: String(port),
      TIDEMARK_DATA: folder,
      TIDEMARK_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await ready(url, child);
  return {
    url,
    stop: async () => {
      await ended(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const ready = async (url: string, child: ChildProcess): Promise<void> => {
  for (let waited = 0; waited < START_DEADLINE_MS; waited += ASK_EVERY_MS) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await pause(ASK_EVERY_MS);
  }
  throw new Error(`the server was not ready after ${START_DEADLINE_MS} ms`);
};

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    child.once('exit', () => {
      done();
    });
    child.kill('SIGTERM');
  });
