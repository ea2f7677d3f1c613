import { generateKeyPairSync } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { roleOnline } from './scenes.js';
import { KEY, type Json } from './tidemark.js';

const scene = roleOnline();
const { get, send } = scene;

/** The report of the newest operation with these filters: a list, and the report. */
const inTwoRequests = async (filters: string): Promise<Json> => {
  const [newest = {}] = await scene.tidemark.items(`/v1/operations?limit=1&${filters}`);
  return get(`/v1/operations/${String(newest['id'])}`);
};

const edit = async (node: string, text: string, actor: string, key = KEY): Promise<void> => {
  const change = { op: 'set', key, name: 'Port', value: { type: 'REG_SZ', text } };
  const path = `PATCH /v1/nodes/${node}/registry`;
  await scene.tidemark.send(path, { changes: [change] }, { 'tidemark-actor': actor });
};

const move = (to: string): Promise<unknown> => send('POST /v1/groups/SQL/move', { to });

const inForm = async (path: string, accept: string): Promise<Readonly<[string, string | null]>> => {
  const answer = await fetch(scene.tidemark.url + path, { headers: { accept } });
  return [await answer.text(), answer.headers.get('content-type')];
};

/** Stores new keys in the container C of a node. Resolves with their fingerprint. */
const keysOn = async (node: string): Promise<unknown> => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const path = `PUT /v1/nodes/${node}/key-containers`;
  const { body } = await send(path, { type: 24, container: 'C', pem });
  return (body['result'] as Json)['fingerprint'];
};

describe('the cause is seen in two requests', () => {
  test('1, 2, 5: a correction is undone, because a bad value was captured while online', async () => {
    await edit('node-a', 'bad', 'ann');
    await send('POST /v1/resources/Server/offline');
    await edit('node-a', 'good', 'bob');
    await send('POST /v1/resources/Server/online');
    const report = await inTwoRequests('resource=Server');
    expect(report['lostWrites'].items).toMatchObject([
      {
        ...{ rule: 'R2', lost: { text: 'good' }, writtenAt: { actor: 'bob' } },
        ...{ kept: { text: 'bad' }, origin: { actor: 'ann' } },
      },
    ]);
    expect(report['restores']).toMatchObject([
      {
        ...{ resource: 'Server', node: 'node-a', more: false },
        changes: [{ key: KEY, name: 'Port', before: { text: 'good' }, after: { text: 'bad' } }],
      },
    ]);
    expect(report['prevention']).toEqual([
      `Edit ${KEY} while Server is online: an edit made while it is offline is overwritten when it comes online.`,
    ]);
    expect(report['remedy']).toMatchObject([
      { method: 'PATCH', path: '/v1/nodes/node-a/registry', body: { changes: [{ op: 'set' }] } },
    ]);
  });

  test('3: a value that is right on one node comes back wrong on the other', async () => {
    await edit('node-b', 'right', 'ann');
    await move('node-b');
    const report = await inTwoRequests('node=node-b&kind=move');
    expect(report['restores'][0].changes).toMatchObject([
      { name: 'Port', before: { text: 'right' }, after: { text: 'first' } },
    ]);
    expect(report['lostWrites'].items).toMatchObject([{ rule: 'R3', node: 'node-b' }]);
  });

  test('4: a key is missing after a failover, because the stored copy lacks it', async () => {
    await edit('node-b', 'x', 'ann', `${KEY}\\Sub`);
    await send('POST /v1/nodes/node-a/crash');
    await scene.tidemark.settled();
    const report = await inTwoRequests('kind=crash');
    expect(report).toMatchObject({ node: 'node-a', cause: [], actor: 'anonymous' });
    expect(report['restores'][0].changes).toContainEqual({
      ...{ key: `${KEY}\\Sub`, name: null, before: true, after: null },
    });
    expect(report['groups']).toMatchObject([
      {
        ...{ group: 'SQL', from: 'node-a', to: 'node-b' },
        candidates: [
          { node: 'node-a', taken: false, reason: 'the group was there, and it has crashed' },
          { node: 'node-b', taken: true },
        ],
      },
    ]);
  });

  test('6, 7: a key cannot be restored, because a program holds it', async () => {
    await send(`PUT /v1/nodes/node-b/registry/holds?key=${KEY}`, { holder: 'backup' });
    await move('node-b');
    const report = await inTwoRequests('resource=Server');
    expect(report).toMatchObject({ status: 'completed', degraded: true });
    expect(report['steps']).toContainEqual(
      expect.objectContaining({ what: 'restore', status: 'failed', holder: 'backup' }),
    );
    expect(report['prevention']).toEqual([
      `Stop backup on node-b before Server comes online there: it held ${KEY} open.`,
    ]);
    const [release = {}, restore = {}] = report['remedy'] as Json[];
    await send(`${String(release['method'])} ${decodeURIComponent(String(release['path']))}`);
    const done = await send(`POST ${String(restore['path'])}`, restore['body']);
    expect(done.status).toBe(200);
    expect(await scene.tidemark.value('node-b')).toBe('first');
  });

  test('9: the keys of a node are others than the stored ones, after its system drive was restored', async () => {
    const stored = await keysOn('node-a');
    const input = '24\\\\C';
    const controlCode = 'CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT';
    await send('POST /v1/resources/Server/control', { controlCode, input });
    const other = await keysOn('node-b');
    await move('node-b');
    const report = await inTwoRequests('kind=move');
    expect(report['lostWrites'].items).toMatchObject([
      {
        ...{ rule: 'R3', node: 'node-b', resource: 'Server', lostFrom: 'node' },
        ...{ lost: { fingerprint: other }, kept: { fingerprint: stored } },
      },
    ]);
    const [restored] = await scene.tidemark.items('/v1/nodes/node-b/key-containers');
    expect(restored?.['fingerprint']).toBe(stored);
  });

  test('13: two instances share a key, and each failover overwrites the other', async () => {
    await send('POST /v1/groups', { name: 'Other', owner: 'node-b' });
    await send('POST /v1/resources', { name: 'Two', type: 'Generic Service', group: 'Other' });
    await edit('node-b', 'second', 'bob');
    await send('POST /v1/resources/Two/checkpoints', { key: KEY });
    await send('POST /v1/resources/Two/online');
    await move('node-b');
    const report = await inTwoRequests('group=SQL');
    expect(report['lostWrites'].items).toMatchObject([
      { rule: 'R6', victims: [{ resource: 'Two' }] },
    ]);
    expect(report['prevention']).toEqual([
      `Give Server and Two different keys, or set clobberPolicy to deny: both have a checkpoint on ${KEY}.`,
    ]);
    expect((report['hazards'] as Json[]).map(({ kind }) => String(kind))).toContain('clobber');
  });

  test('14: a 32-bit service has its settings elsewhere', async () => {
    const key = 'SOFTWARE\\Wow6432Node\\Contoso\\App';
    await edit('node-a', 'x', 'ann', key);
    await send('POST /v1/resources/Server/checkpoints', { key });
    await move('node-b');
    const report = await inTwoRequests('resource=Server');
    expect(report['hazards']).toContainEqual(
      expect.objectContaining({ kind: 'wow6432node', resource: 'Server', key }),
    );
  });
});

describe('the report', () => {
  test('has the settings as of its start, and who set them', async () => {
    await send('PATCH /v1/resources/Server', { restartThreshold: 7 });
    await move('node-b');
    const { policy } = await inTwoRequests('kind=move');
    const of = (property: string): Json | undefined =>
      (policy as Json[]).find((setting) => setting['property'] === property);
    expect(of('restartThreshold')).toMatchObject({
      ...{ thing: { kind: 'resource', name: 'Server' }, value: 7, setBy: { actor: 'anonymous' } },
    });
    expect(of('restartAction')).toMatchObject({ value: 2, setBy: null });
    expect(of('persistentState')).toMatchObject({ value: 'Online' });
    expect(of('preferredOwners')).toMatchObject({ thing: { kind: 'group' }, value: [] });
  });

  test('has what each step waited for', async () => {
    await send('POST /v1/resources', { name: 'Disk', type: 'Physical Disk', group: 'SQL' });
    await send('POST /v1/resources/Server/offline');
    await send('PUT /v1/resources/Server/dependencies/Disk');
    await send('POST /v1/resources/Server/online');
    const { steps } = await inTwoRequests('kind=online');
    const told = (steps as Json[]).map(({ number, what, resource, waitedFor }) => [
      ...[number as number, what as string, resource as string, waitedFor as unknown],
    ]);
    const waited = new Map(
      told.map(([, what, resource, wait]) => [`${String(what)} ${String(resource)}`, wait]),
    );
    expect(told.map(([number]) => number)).toEqual(told.map((_, index) => index + 1));
    expect(waited.get('online Disk')).toEqual({ what: 'fence', resource: null });
    expect(waited.get('online Server')).toEqual({ what: 'provider', resource: 'Disk' });
  });

  test('is text or Markdown for a ticket', async () => {
    await edit('node-b', 'right', 'ann');
    const { body } = await send('POST /v1/groups/SQL/move', { to: 'node-b', reason: 'a test' });
    const path = `/v1/operations/${String(body['operation'])}`;
    const [text, type] = await inForm(path, 'text/plain');
    expect(type).toBe('text/plain; charset=utf-8');
    expect(text).toContain('move of SQL from node-a to node-b: completed\n====');
    expect(text).toMatch(/R3: SOFTWARE\\Contoso\\App, Port on node-b/);
    expect(await inForm(path, 'text/markdown')).toEqual([
      expect.stringContaining('# move of SQL from node-a to node-b: completed'),
      'text/markdown; charset=utf-8',
    ]);
    const [json, usual] = await inForm(path, 'text/html, */*;q=0.1');
    expect([usual, (JSON.parse(json) as Json)['kind']]).toEqual([
      'application/json; charset=utf-8',
      'move',
    ]);
  });
});
