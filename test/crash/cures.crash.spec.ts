import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { seeded } from '#testing/processes';

import { startServer, type ServerProcess } from '../support/server.js';
import { get, head, killAfter, send, sendOnce, type Json } from './crashing.js';

/**
 * `TIDEMARK_CRASH_ROUNDS=50 TIDEMARK_CRASH_SEED=1000 npm test -- cures.crash` runs longer, and kills
 * at other points.
 */
const ROUNDS = Number(process.env['TIDEMARK_CRASH_ROUNDS'] ?? 2);
const SEED = Number(process.env['TIDEMARK_CRASH_SEED'] ?? 1);
const CHECKPOINTS = 20;
/** The first resources are online, the others are not. */
const ONLINE = 12;

const all = Array.from({ length: CHECKPOINTS }, (_, index) => index);
const nameOf = (index: number): string => `R-${index}`;
const keyOf = (index: number): string => `SOFTWARE\\Contoso\\App ${index}`;
const setPort = (index: number, number: number): object => ({
  ...{ op: 'set', key: keyOf(index), name: 'Port' },
  value: { type: 'REG_DWORD', number },
});

const checkpointOf = async (server: ServerProcess, index: number): Promise<Json> => {
  const { items } = await get(server, `/v1/resources/${nameOf(index)}/checkpoints`);
  return (items as Json[])[0] ?? {};
};

/** The hashes of all stored copies, and the live keys of the resources that are online. */
const contentsOf = async (server: ServerProcess): Promise<unknown> => {
  const { items } = await get(server, '/v1/checkpoints?limit=1000');
  const hashes = (items as Json[]).map(({ key, hash }) => `${String(key)} ${String(hash)}`).sort();
  const key = encodeURIComponent('SOFTWARE\\Contoso');
  const { keys } = await get(server, `/v1/nodes/node-a/registry?depth=all&key=${key}`);
  const live = (keys as Json[])
    .filter(({ name }) => Number(String(name).slice('App '.length)) < ONLINE)
    .map(({ name, values }) => [name, (values as Json[])[0]?.['value']] as unknown);
  return { hashes, live };
};

const setUp = async (server: ServerProcess): Promise<void> => {
  await send(server, 'POST /v1/nodes', { name: 'node-a' });
  await send(server, 'POST /v1/groups', { name: 'Role', owner: 'node-a' });
  const changes = all.map((index) => setPort(index, 1));
  await send(server, 'PATCH /v1/nodes/node-a/registry', { changes });
  for (const index of all) {
    const name = nameOf(index);
    await send(server, 'POST /v1/resources', { name, type: 'Generic Service', group: 'Role' });
    await send(server, `POST /v1/resources/${name}/checkpoints`, { key: keyOf(index) });
    if (index < ONLINE) await send(server, `POST /v1/resources/${name}/online`);
  }
};

/** Bad values are captured: of live keys, and in the stored copies of resources that are offline. */
const spoil = async (server: ServerProcess): Promise<void> => {
  const changes = all.slice(0, ONLINE).map((index) => setPort(index, 2));
  await send(server, 'PATCH /v1/nodes/node-a/registry', { changes });
  for (const index of all.slice(ONLINE)) {
    const { id } = await checkpointOf(server, index);
    const path = `/v1/resources/${nameOf(index)}/checkpoints/${String(id)}`;
    await send(server, `PATCH ${path}`, { changes: [setPort(index, 2)], reason: 'spoil' });
  }
};

test('a revert of a group whose server is killed is done for all checkpoints, or for none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-crash-'));
  const random = seeded(SEED);
  let server = await startServer(folder);
  await setUp(server);
  const at = await head(server);
  const good = await contentsOf(server);
  for (let round = 0; round < ROUNDS; round += 1) {
    await spoil(server);
    const bad = await contentsOf(server);
    const from = await head(server);
    const events = 1 + Math.floor(random() * (CHECKPOINTS + 1));
    const body = { to: { at }, reason: 'bad values everywhere' };
    const sent = sendOnce(server, 'POST /v1/groups/Role/revert', { body, key: `revert ${round}` });
    await killAfter(server, from, { events });
    await sent;
    server = await startServer(folder);
    const found = await contentsOf(server);
    expect([events, found]).toEqual([events, (await head(server)) === from ? bad : good]);
    await sendOnce(server, 'POST /v1/groups/Role/revert', { body, key: `revert ${round}` });
    expect([events, await contentsOf(server)]).toEqual([events, good]);
  }
  await server.kill();
  await rm(folder, { recursive: true, force: true });
});
