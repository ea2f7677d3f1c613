import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { expect, test } from '@jest/globals';

import { checkSeal } from '#backups';
import { seeded } from '#testing/processes';

import { Launched } from '../support/launched.js';
import { get, send, type Json } from './crashing.js';

/**
 * `TIDEMARK_CRASH_ROUNDS=50 TIDEMARK_CRASH_SEED=1000 npm test -- schedule.crash` runs longer, and
 * kills at other points.
 */
const ROUNDS = Number(process.env['TIDEMARK_CRASH_ROUNDS'] ?? 3);
const SEED = Number(process.env['TIDEMARK_CRASH_SEED'] ?? 1);
const KEPT = 2;
const MINUTE_MS = 60_000;
const LONGEST_LIFE_MS = 600;
const ASK_EVERY_MS = 20;

/** A server in whose clock so many minutes have passed, so that a run of the schedule was missed. */
const startAfter = async (folder: string, minutes: number): Promise<Launched> => {
  const clock = `const now = Date.now; Date.now = () => now() + ${minutes * MINUTE_MS};`;
  const server = await Launched.start(folder, {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}`,
  });
  await server.until('/readyz', 200);
  return server;
};

const items = async (server: Launched, path: string): Promise<readonly Json[]> =>
  (await get(server, path))['items'] as readonly Json[];

/** Archives under their own name, which have to be whole: an unfinished one has another name. */
const archivesIn = async (folder: string): Promise<readonly string[]> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tar.zst'));
  for (const name of names)
    expect([name, await isSealed(join(folder, name))]).toEqual([name, true]);
  return names;
};

const isSealed = async (file: string): Promise<boolean> => {
  try {
    await checkSeal(file);
    return true;
  } catch {
    return false;
  }
};

test('a schedule whose server is killed again and again loses no backup and leaves no false one', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tidemark-crash-'));
  const folder = join(data, 'backups', 'nightly');
  await mkdir(folder, { recursive: true });
  const random = seeded(SEED);
  try {
    let server = await startAfter(data, 0);
    await send(server, 'POST /v1/nodes', { name: 'node-a' });
    const schedule = { cron: '* * * * *', path: 'nightly', keepLast: KEPT };
    expect(await send(server, 'PUT /v1/backups/schedule', schedule)).toMatchObject({
      result: schedule,
    });
    let archives = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      server.signal('SIGKILL');
      await server.ended;
      const found = await archivesIn(folder);
      // Once there is an archive, there is one for ever.
      expect(found.length).toBeGreaterThanOrEqual(Math.min(archives, 1));
      archives = found.length;
      server = await startAfter(data, 2 * round);
      await pause(random() * LONGEST_LIFE_MS);
    }
    server.signal('SIGKILL');
    await server.ended;
    await expectWhole(data, folder);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});

/** After all that, the schedule goes on: a backup is taken, and the old ones are deleted. */
const expectWhole = async (data: string, folder: string): Promise<void> => {
  const server = await startAfter(data, 2 * (ROUNDS + 1));
  let listed: readonly Json[] = [];
  const isDone = async (): Promise<boolean> => {
    listed = await items(server, '/v1/backups');
    const files = new Set(await readdir(folder));
    const newest = Date.parse(String(listed[0]?.['scheduledFor'] ?? 0));
    return (
      newest > Date.now() + (2 * ROUNDS + 1) * MINUTE_MS &&
      listed.length <= KEPT &&
      listed.every(({ path }) => files.has(String(path).slice('nightly/'.length)))
    );
  };
  while (!(await isDone())) await pause(ASK_EVERY_MS);
  expect(await items(server, '/v1/events?type=BackupFailed')).toEqual([]);
  await archivesIn(folder);
  for (const { id } of listed) {
    let job = (await send(server, `POST /v1/backups/${String(id)}/verify`, {})) ?? {};
    while (job['status'] === 'running') {
      await pause(ASK_EVERY_MS);
      job = await get(server, `/v1/jobs/${String(job['id'])}`);
    }
    expect([job['status'], job['faults']]).toEqual(['completed', []]);
  }
  await server.stop();
};
