import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { databaseCalls, refusal } from './database-calls.js';
import { Tidemark, type Json } from './tidemark.js';

const calls = databaseCalls();

const folder = (...names: string[]): string => calls.folder(...names);

const stateOf = async (node: string): Promise<unknown> =>
  (await calls.tidemark.get(`/v1/nodes/${node}`))['state'];

const events = (): Promise<readonly Json[]> => calls.tidemark.items('/v1/events?limit=1000');

/** The types of all events but the first ones. */
const typesAfter = async (count: number): Promise<readonly string[]> =>
  (await events()).slice(count).map(({ type }) => String(type));

describe('RestoreClusterDatabase', () => {
  beforeEach(async () => {
    await calls.begin();
    await calls.backup();
    await calls.tidemark.send('PATCH /v1/groups/SQL', { name: 'Other' });
    await calls.tidemark.send('POST /v1/groups', { name: 'Newer', owner: 'node-b' });
  });

  const groups = async (): Promise<readonly unknown[]> =>
    (await calls.tidemark.items('/v1/groups')).map(({ name }) => name);

  test('brings the cluster back if only the node is up that forms it', async () => {
    await calls.tidemark.send('POST /v1/nodes/node-b/stop');
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
    expect(await calls.tidemark.get(`/v1/operations/${operation}`)).toMatchObject({
      kind: 'restore-backup',
      status: 'completed',
    });
  });

  test('lets another node form the cluster, which starts if it is down', async () => {
    await calls.tidemark.send('POST /v1/nodes/node-b/stop');
    expect(refusal(await calls.restore({ node: 'node-b' }))).toEqual([409, 5056]);
    expect((await calls.restore({ node: 'node-b', force: true })).body['detail']).toBeUndefined();
    expect([await stateOf('node-a'), await stateOf('node-b')]).toEqual(['Up', 'Up']);
    expect(await groups()).toEqual(['SQL']);
  });

  test('needs the name of the node if none is up', async () => {
    await calls.tidemark.send('POST /v1/nodes/node-b/stop');
    await calls.tidemark.send('POST /v1/nodes/node-a/stop');
    expect(refusal(await calls.restore())).toEqual([409, 5050]);
    expect(refusal(await calls.restore({ node: 'node-x' }))).toEqual([404, 5042]);
    expect((await calls.restore({ node: 'node-a' })).status).toBe(200);
    expect([await stateOf('node-a'), await stateOf('node-b')]).toEqual(['Up', 'Down']);
  });

  test('removes a node that is newer, but not the one that forms the cluster', async () => {
    await calls.tidemark.send('POST /v1/nodes', { name: 'node-c' });
    const wrong = await calls.restore({ node: 'node-c', force: true });
    expect(refusal(wrong)).toEqual([404, 5042]);
    expect((await calls.restore({ force: true })).body['detail']).toBeUndefined();
    const names = (await calls.tidemark.items('/v1/nodes')).map(({ name }) => name);
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
        const { id } = await calls.tidemark.get('/v1/resources/Server');
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
    await calls.tidemark.send('POST /v1/nodes/node-b/stop');
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
      await calls.tidemark.send('POST /v1/nodes/node-b/stop');
      await rm(folder('night'), { recursive: true });
      await mkdir(folder('night'));
      await cp(theirs, folder('night'), { recursive: true });
      expect(refusal(await calls.restore())).toEqual([409, 5086]);
    } finally {
      await other.stop();
    }
  });

  test('does not disturb a running application without force', async () => {
    await calls.tidemark.send('POST /v1/nodes/node-b/stop');
    await calls.tidemark.send('POST /v1/resources/Server/online');
    await calls.tidemark.edit('node-a', '1555');
    expect(refusal(await calls.restore())).toEqual([409, 5019]);
    expect((await calls.restore({ force: true })).status).toBe(200);
  });
});
