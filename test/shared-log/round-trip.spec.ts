import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { StandIn } from '#testing/event-store-esdb';

import { get, send, type Json } from '../crash/crashing.js';
import { Launched } from '../support/launched.js';

const ASK_EVERY_MS = 20;
const cluster = `trip_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
let folder: string;
let standIn: StandIn | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-trip-'));
  if (process.env['EVENTSTORE_URL'] === undefined) standIn = await StandIn.start();
});

afterAll(async () => {
  await standIn?.stop();
  await rm(folder, { recursive: true, force: true });
});

const onServer = (): Record<string, string> => ({
  EVENTSTORE_URL: process.env['EVENTSTORE_URL'] ?? standIn?.url ?? '',
});

/** Serves a new log, empty or from an archive, and takes a backup of it after some work. */
const through = async (
  name: string,
  settings: Record<string, string>,
  { from, work }: Readonly<{ from?: string; work?: (server: Launched) => Promise<void> }>,
): Promise<Readonly<{ archive: string; backup: Json }>> => {
  const given = from === undefined ? [] : ['--restore', from];
  const data = join(folder, name);
  const environment = {
    TIDEMARK_CLUSTER: cluster,
    // The master key is in no backup.
    TIDEMARK_MASTER_KEY_FILE: join(folder, 'master.key'),
    ...settings,
  };
  const server = await Launched.start(data, environment, { given });
  await server.until('/readyz', 200);
  await work?.(server);
  const path = `${name}.tar.zst`;
  const taken = await send(server, 'POST /v1/backups', { path });
  const backup = await get(server, `/v1/backups/${String(taken?.['id'])}`);
  let job = (await send(server, `POST /v1/backups/${String(taken?.['id'])}/verify`, {})) ?? {};
  while (job['status'] === 'running') {
    await pause(ASK_EVERY_MS);
    job = await get(server, `/v1/jobs/${String(job['id'])}`);
  }
  expect(job).toMatchObject({ status: 'completed', faults: [] });
  await server.stop();
  return { archive: join(data, 'backups', path), backup };
};

/** Edits, captures, a failover and key material. */
const work = async (server: Launched): Promise<void> => {
  const set = (text: string): object => ({
    changes: [{ op: 'set', key: 'SOFTWARE\\App', name: 'Port', value: { type: 'REG_SZ', text } }],
  });
  for (const name of ['node-a', 'node-b']) await send(server, 'POST /v1/nodes', { name });
  await send(server, 'POST /v1/groups', { name: 'Role', owner: 'node-a' });
  const resource = { name: 'App', type: 'Generic Service', group: 'Role' };
  await send(server, 'POST /v1/resources', resource);
  await send(server, 'PATCH /v1/nodes/node-a/registry', set('1433'));
  await send(server, 'POST /v1/resources/App/checkpoints', { key: 'SOFTWARE\\App' });
  const { privateKey: pem } = generateKeyPairSync('rsa', {
    ...{ modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' } },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const container = { type: 24, container: 'Signing', pem };
  await send(server, 'PUT /v1/nodes/node-a/key-containers', container);
  const key = '24\\Microsoft Enhanced RSA and AES Cryptographic Provider\\Signing';
  await send(server, 'POST /v1/resources/App/checkpoints', { kind: 'crypto', key });
  await send(server, 'POST /v1/resources/App/online');
  await send(server, 'PATCH /v1/nodes/node-a/registry', set('1555'));
  await send(server, 'POST /v1/groups/Role/move', { node: 'node-b' });
  await send(server, 'PUT /v1/tags/moved', {});
};

/** Everything of a manifest but the names and revisions that say of which log it is. */
const contentOf = ({ manifest }: Json): unknown => {
  const { streams, ...content } = manifest as Json;
  return { ...content, streams: (streams as Json[]).length };
};

test('a log goes from the embedded store to EventStoreDB and back with the same hashes', async () => {
  const first = await through('embedded', {}, { work });
  const nodes = (first.backup['manifest'] as Json)['nodes'] as Json[];
  expect(nodes.map(({ hash }) => String(hash))).toEqual([
    expect.stringMatching(/^tm1:[0-9a-f]{64}$/),
    expect.stringMatching(/^tm1:[0-9a-f]{64}$/),
  ]);
  const { resources } = first.backup['manifest'] as Json;
  const [{ open }] = resources as [Json];
  const kinds = (open as Json)['checkpoints'] as Json[];
  expect(kinds.map(({ kind }) => String(kind))).toEqual(['registry', 'crypto']);
  const second = await through('server', onServer(), { from: first.archive });
  const third = await through('again', {}, { from: second.archive });
  expect(contentOf(second.backup)).toEqual(contentOf(first.backup));
  expect(contentOf(third.backup)).toEqual(contentOf(first.backup));
  expect([second.backup['rootHash'], third.backup['rootHash']]).toEqual([
    first.backup['rootHash'],
    first.backup['rootHash'],
  ]);
});
