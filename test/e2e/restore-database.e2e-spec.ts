import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { DatabaseCalls, refusal } from './database-calls.js';
import { Tidemark, type Json } from './tidemark.js';

let calls: DatabaseCalls;
let tidemark: Tidemark;

const begin = async (environment?: Record<string, string>): Promise<void> => {
  calls = await DatabaseCalls.begin(environment);
  ({ tidemark } = calls);
};

const folder = (...names: string[]): string => calls.folder(...names);

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const stateOf = async (node: string): Promise<unknown> =>
  (await tidemark.get(`/v1/nodes/${node}`))['state'];

const events = (): Promise<readonly Json[]> => tidemark.items('/v1/events?limit=1000');

/** The types of all events but the first ones. */
const typesAfter = async (count: number): Promise<readonly string[]> =>
  (await events()).slice(count).map(({ type }) => String(type));

describe('RestoreClusterDatabase', () => {
  beforeEach(async () => {
    await begin();
    await calls.backup();
    await tidemark.send('PATCH /v1/groups/SQL', { name: 'Other' });
    await tidemark.send('POST /v1/groups', { name: 'Newer', owner: 'node-b' });
  });

  const groups = async (): Promise<readonly unknown[]> =>
    (await tidemark.items('/v1/groups')).map(({ name }) => name);

  test('brings the cluster back if only the node is up that forms it', async () => {
    await tidemark.send('POST /v1/nodes/node-b/stop');
    const before = (await events()).length;
    const { status, body } = await calls.restore();
    expect([status, body['detail']]).toEqual([200, undefined]);
    expect(await groups()).toEqual(['SQL']);
    expect(await stateOf('node-b')).toBe('Down');
    const types = await typesAfter(before);
    expect(types[0]).toBe('BackupRestoreStarted');
    expect(types.slice(-2)).toEqual(['FormationReleased', 'BackupRestored']);
    expect(types).not.toContain('NodeStarted');
  });

  test('is refused while another node is up, and with force stops and starts it', async () => {
    const before = (await events()).length;
    expect(refusal(await calls.restore())).toEqual([409, 5056]);
    expect(await events()).toHaveLength(before);
    const { status, body } = await calls.restore({ force: true });
    expect([status, body['detail']]).toEqual([200, undefined]);
    expect(await groups()).toEqual(['SQL']);
    expect([await stateOf('node-a'), await stateOf('node-b')]).toEqual(['Up', 'Up']);
    const types = await typesAfter(before);
    const places = ['NodeStopped', 'GroupRenamed', 'FormationReleased', 'NodeStarted'].map((type) =>
      types.indexOf(type),
    );
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
    const operation = String(body['operation']);
    expect(await tidemark.get(`/v1/operations/${operation}`)).toMatchObject({
      kind: 'restore-backup',
      status: 'completed',
    });
  });

  test('lets another node form the cluster, which starts if it is down', async () => {
    await tidemark.send('POST /v1/nodes/node-b/stop');
    expect(refusal(await calls.restore({ node: 'node-b' }))).toEqual([409, 5056]);
    expect((await calls.restore({ node: 'node-b', force: true })).body['detail']).toBeUndefined();
    expect([await stateOf('node-a'), await stateOf('node-b')]).toEqual(['Up', 'Up']);
    expect(await groups()).toEqual(['SQL']);
  });

  test('needs the name of the node if none is up', async () => {
    await tidemark.send('POST /v1/nodes/node-b/stop');
    await tidemark.send('POST /v1/nodes/node-a/stop');
    expect(refusal(await calls.restore())).toEqual([409, 5050]);
    expect(refusal(await calls.restore({ node: 'node-x' }))).toEqual([404, 5042]);
    expect((await calls.restore({ node: 'node-a' })).status).toBe(200);
    expect([await stateOf('node-a'), await stateOf('node-b')]).toEqual(['Up', 'Down']);
  });

  test('removes a node that is newer, but not the one that forms the cluster', async () => {
    await tidemark.send('POST /v1/nodes', { name: 'node-c' });
    const wrong = await calls.restore({ node: 'node-c', force: true });
    expect(refusal(wrong)).toEqual([404, 5042]);
    expect((await calls.restore({ force: true })).body['detail']).toBeUndefined();
    const names = (await tidemark.items('/v1/nodes')).map(({ name }) => name);
    expect(names).toEqual(['node-a', 'node-b']);
  });

  test.each<[string, (at: (name: string) => string) => Promise<void>]>([
    ['without its marker', (at) => rm(at('Clusbackup.dat'))],
    ['with another manifest', (at) => writeFile(at('manifest.json'), '{}')],
    ['without sums', (at) => rm(at('SHA256'))],
    ['without events', (at) => rm(at('events'), { recursive: true })],
    [
      'with another event',
      async (at) => {
        const file = at('events/00000001.jsonl');
        await writeFile(file, (await readFile(file, 'utf8')).replace('1433', '1434'));
      },
    ],
    [
      'with a link in the place of a file',
      async (at) => {
        await rm(at('manifest.json'));
        await symlink('/etc/hostname', at('manifest.json'));
      },
    ],
    [
      'with another stored copy',
      async (at) => {
        const { id } = await tidemark.get('/v1/resources/Server');
        const file = at(`${String(id)}/00000001.CPT`);
        const bytes = await readFile(file);
        await writeFile(file, bytes.subarray(0, 4096));
      },
    ],
    [
      'without the cluster database',
      async (at) => {
        const found = (await readdir(at('.'))).find((name) => name.startsWith('chk')) ?? '';
        await rm(at(found));
      },
    ],
    ['with one more file of Windows', (at) => writeFile(at('chkffff.tmp'), '')],
  ])('refuses a backup %s', async (_, spoil) => {
    await tidemark.send('POST /v1/nodes/node-b/stop');
    await spoil((name) => folder('night', name));
    const before = (await events()).length;
    const refused = await calls.restore();
    expect(refusal(refused)).toEqual([422, 5087]);
    expect(String(refused.body['detail'])).toMatch(/expected .*, found /);
    expect(await events()).toHaveLength(before);
  });

  test('refuses a backup of another log', async () => {
    const other = await Tidemark.start();
    try {
      await other.form();
      const theirs = join(other.parts.folder, 'backups', 'night');
      await mkdir(theirs, { recursive: true });
      await other.send('POST /v1/cluster/backup-database', { path: 'night' });
      await tidemark.send('POST /v1/nodes/node-b/stop');
      await rm(folder('night'), { recursive: true });
      await mkdir(folder('night'));
      await cp(theirs, folder('night'), { recursive: true });
      expect(refusal(await calls.restore())).toEqual([409, 5086]);
    } finally {
      await other.stop();
    }
  });

  test('does not disturb a running application without force', async () => {
    await tidemark.send('POST /v1/nodes/node-b/stop');
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.edit('node-a', '1555');
    expect(refusal(await calls.restore())).toEqual([409, 5019]);
    expect((await calls.restore({ force: true })).status).toBe(200);
  });
});
