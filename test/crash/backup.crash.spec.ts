import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { checkSeal, readArchive, readFolder } from '#backups';
import { seeded } from '#testing/processes';

import { Launched } from '../support/launched.js';
import { get, send, type Json } from './crashing.js';

/**
 * `TIDEMARK_CRASH_ROUNDS=50 TIDEMARK_CRASH_SEED=1000 npm test -- backup.crash` runs longer, and kills
 * at other points.
 */
const ROUNDS = Number(process.env['TIDEMARK_CRASH_ROUNDS'] ?? 1);
const SEED = Number(process.env['TIDEMARK_CRASH_SEED'] ?? 1);
const EDITS = 30;
const VALUE_BYTES = 30_000;
const ASK_EVERY_MS = 20;

const random = seeded(SEED);
let data: string;
let folder: string;
let server: Launched;

const start = async (at = data, given: readonly string[] = []): Promise<Launched> => {
  const started = await Launched.start(at, {}, { given });
  await started.until('/readyz', 200);
  return started;
};

const kill = async (killed = server): Promise<void> => {
  killed.signal('SIGKILL');
  await killed.ended;
};

/** A log that takes some time to read. */
const fill = async (): Promise<void> => {
  await send(server, 'POST /v1/nodes', { name: 'node-a' });
  await send(server, 'POST /v1/groups', { name: 'Role', owner: 'node-a' });
  const resource = { name: 'App', type: 'Generic Service', group: 'Role' };
  await send(server, 'POST /v1/resources', resource);
  for (let edit = 0; edit < EDITS; edit += 1) {
    const hex = Buffer.from(Array.from({ length: VALUE_BYTES }, () => random() * 256));
    const change = { op: 'set', key: 'SOFTWARE\\App', name: `V${edit % 5}` };
    const value = { type: 'REG_BINARY', hex: hex.toString('hex') };
    await send(server, 'PATCH /v1/nodes/node-a/registry', { changes: [{ ...change, value }] });
  }
  await send(server, 'POST /v1/resources/App/checkpoints', { key: 'SOFTWARE\\App' });
};

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tidemark-crash-'));
  folder = join(data, 'backups');
  await mkdir(folder);
  server = await start();
  await fill();
});

afterAll(async () => {
  await kill();
  await rm(data, { recursive: true, force: true });
});

/** The time of work in milliseconds, within which the server is killed. */
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const since = performance.now();
  await work();
  return performance.now() - since;
};

/** Reads everything, which throws if something is not as it was written. */
const drain = async (parts: AsyncGenerator): Promise<void> => {
  while ((await parts.next()).done !== true);
};

/** Everything that passes for a backup has to be one: an unfinished one has another name. */
const requireWhole = async (): Promise<readonly string[]> => {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const complete: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (name.endsWith('.zst')) await drain(readArchive(path, await checkSeal(path)));
    else if (existsSync(join(path, 'Clusbackup.dat'))) await drain(readFolder(path));
    else continue;
    complete.push(name);
  }
  return complete;
};

const jobEnded = async (job: Json | undefined): Promise<Json> => {
  let now = job ?? {};
  while (now['status'] === 'running') {
    await pause(ASK_EVERY_MS);
    now = await get(server, `/v1/jobs/${String(now['id'])}`);
  }
  return now;
};

test('a server that is killed while it saves leaves whole backups, and none that is not', async () => {
  const save = async (round: string): Promise<unknown> => {
    await mkdir(join(folder, round));
    return Promise.all([
      send(server, 'POST /v1/backups', { path: `${round}.tar.zst` }),
      send(server, 'POST /v1/cluster/backup-database', { path: round }),
    ]);
  };
  const usual = await timed(() => save('first'));
  for (let round = 0; round < ROUNDS; round += 1) {
    const saving = save(String(round));
    await pause(random() * usual);
    await kill();
    await saving;
    const complete = await requireWhole();
    server = await start();
    const { items } = await get(server, '/v1/backups?limit=1000');
    const listed = (items as Json[]).map((backup) => String(backup['path'] ?? backup['folder']));
    for (const name of listed.filter((one) => one.startsWith(String(round))))
      expect([round, complete]).toEqual([round, expect.arrayContaining([name])]);
    for (const name of [String(round), `${round}.tar.zst`])
      await rm(join(folder, name), { recursive: true, force: true });
  }
  expect(await requireWhole()).toEqual(expect.arrayContaining(['first', 'first.tar.zst']));
});

test('a server that is killed while it verifies leaves no files, and verifies again', async () => {
  const { items } = await get(server, '/v1/backups');
  const id = String((items as Json[])[0]?.['id']);
  const verify = (): Promise<Json | undefined> => send(server, `POST /v1/backups/${id}/verify`, {});
  const usual = await timed(async () => {
    expect(await jobEnded(await verify())).toMatchObject({ status: 'completed', faults: [] });
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    await verify();
    await pause(random() * usual);
    await kill();
    server = await start();
    const left = (await readdir(data)).filter((name) => name.startsWith('job-'));
    expect(left).toEqual([]);
  }
  expect(await jobEnded(await verify())).toMatchObject({ status: 'completed', faults: [] });
});

test('a rebuild of a log that is killed is finished at the next start, with or without the option', async () => {
  const archive = join(folder, 'first.tar.zst');
  const ids: string[] = [];
  for await (const part of readArchive(archive, await checkSeal(archive)))
    if (part.type === 'events') ids.push(...part.records.map((record) => record.id));
  const given = ['--restore', archive];
  const at = (round: string): string => join(data, `new-${round}`);
  const usual = await timed(async () => kill(await start(at('first'), given)));
  for (let round = 0; round < ROUNDS; round += 1) {
    const place = at(String(round));
    const rebuilding = await Launched.start(place, {}, { given });
    await pause(random() * usual);
    await kill(rebuilding);
    const hasBegun = existsSync(join(place, 'log.db'));
    const other = await start(
      place,
      hasBegun && random() < 0.5 ? [] : restoreUnlessDone(place, given),
    );
    const { items } = await get(other, '/v1/events?limit=1000');
    const found = (items as Json[]).map((event) => String(event['id']));
    expect([round, found.slice(0, ids.length)]).toEqual([round, ids]);
    await kill(other);
    await rm(place, { recursive: true, force: true });
  }
});

/** A log that is complete is not empty, so that the option would be refused. */
const restoreUnlessDone = (place: string, given: readonly string[]): readonly string[] =>
  existsSync(join(place, 'log.db')) && !existsSync(join(place, 'restoring.json')) ? [] : given;
