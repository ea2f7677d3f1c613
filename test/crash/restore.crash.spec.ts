import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { startServer, type ServerProcess } from '../support/server.js';
import { get, head, killAfter, send, sendOnce, type Json } from './crashing.js';

/**
 * `TIDEMARK_CRASH_ROUNDS=50 TIDEMARK_CRASH_SEED=1000 npm test -- restore.crash` runs longer, and kills
 * at other points.
 */
const ROUNDS = Number(process.env['TIDEMARK_CRASH_ROUNDS'] ?? 2);
const SEED = Number(process.env['TIDEMARK_CRASH_SEED'] ?? 1);
const RESOURCES = 8;
/** A restore of what `spoil` does has about so many events. */
const EVENTS = 60;

const all = Array.from({ length: RESOURCES }, (_, index) => index);
const nameOf = (index: number): string => `R-${index}`;
const keyOf = (index: number): string => `SOFTWARE\\Contoso\\App ${index}`;
const setPort = (index: number, number: number): object => ({
  ...{ op: 'set', key: keyOf(index), name: 'Port' },
  value: { type: 'REG_DWORD', number },
});

const setUp = async (server: ServerProcess): Promise<string> => {
  for (const name of ['node-a', 'node-b']) await send(server, 'POST /v1/nodes', { name });
  await send(server, 'POST /v1/groups', { name: 'Role', owner: 'node-a' });
  const changes = all.map((index) => setPort(index, 1));
  await send(server, 'PATCH /v1/nodes/node-a/registry', { changes });
  for (const index of all) {
    const name = nameOf(index);
    await send(server, 'POST /v1/resources', { name, type: 'Generic Service', group: 'Role' });
    await send(server, `POST /v1/resources/${name}/checkpoints`, { key: keyOf(index) });
    if (index > 0)
      await send(server, `PUT /v1/resources/${name}/dependencies/${nameOf(index - 1)}`);
  }
  return String((await send(server, 'POST /v1/backups', {}))?.['id']);
};

/** The cluster goes on: things are deleted, changed and renamed, and new ones take their names. */
const spoil = async (server: ServerProcess): Promise<void> => {
  for (const index of all.slice(4).toReversed())
    await send(server, `DELETE /v1/resources/${nameOf(index)}`);
  await send(server, 'PATCH /v1/resources/R-0', { name: 'Old', restartThreshold: 9 });
  await send(server, 'DELETE /v1/resources/R-1/dependencies/Old');
  await send(server, 'POST /v1/groups', { name: 'New', owner: 'node-b' });
  for (const name of ['R-4', 'R-0', 'Newcomer'])
    await send(server, 'POST /v1/resources', { name, type: 'Generic Service', group: 'New' });
  await send(server, 'PATCH /v1/groups/Role', { name: 'Renamed', failoverPeriod: 9 });
  for (const name of ['R-2', 'R-3']) {
    const { items } = await get(server, `/v1/resources/${name}/checkpoints`);
    const id = String((items as Json[])[0]?.['id']);
    const changes = [setPort(Number(name.slice(2)), 2)];
    const path = `/v1/resources/${name}/checkpoints/${id}`;
    await send(server, `PATCH ${path}`, { changes, reason: 'spoil' });
  }
};

/** The numbers of captures and epochs grow with every restore. */
const GROWING = new Set(['captures', 'stateSequence', 'epoch']);

/** Everything in which the cluster differs from a backup. */
const differences = async (server: ServerProcess, backup: string): Promise<readonly unknown[]> => {
  const { items } = await get(server, `/v1/diff?left=backup:${backup}&right=cluster&limit=1000`);
  return (items as Json[]).filter(({ property }) => !GROWING.has(String(property)));
};

test('a restore whose server is killed is finished at the next start, or never began', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-crash-'));
  const random = seeded(SEED);
  let server = await startServer(folder);
  const backup = await setUp(server);
  const finished = { atStart: 0, byRequest: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    await spoil(server);
    expect((await differences(server, backup)).length).toBeGreaterThan(10);
    const from = await head(server);
    const events = 1 + Math.floor(random() * EVENTS);
    const body = { what: { cluster: true }, newer: 'remove', reason: 'back to the backup' };
    const path = `POST /v1/backups/${backup}/restore`;
    const sent = sendOnce(server, path, { body, key: `restore ${round}` });
    await killAfter(server, from, { events, last: 'BackupRestored' });
    await sent;
    server = await startServer(folder);
    const hasBegun = (await head(server)) !== from;
    finished[hasBegun ? 'atStart' : 'byRequest'] += 1;
    if (hasBegun) expect([events, await differences(server, backup)]).toEqual([events, []]);
    await sendOnce(server, path, { body, key: `restore ${round}` });
    expect([events, await differences(server, backup)]).toEqual([events, []]);
    const { items } = await get(server, '/v1/operations?status=running');
    expect(items).toEqual([]);
  }
  expect(finished.atStart).toBeGreaterThan(0);
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});
