import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Answer, type Json } from './tidemark.js';

const WHY = { reason: 'the night went wrong' };

let tidemark: Tidemark;
let backup: string;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.edit('node-a', '1433');
  await tidemark.addCheckpoint('Server');
  backup = await take();
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const take = async (): Promise<string> =>
  String((await tidemark.send('POST /v1/backups', {})).body['id']);

const restore = (what: Json, more: Json = {}, id = backup): Promise<Answer> =>
  tidemark.send(`POST /v1/backups/${id}/restore`, { what, newer: 'remove', ...WHY, ...more });

const preview = async (what: Json, more: Json = {}): Promise<Json> => {
  const { status, body } = await restore(what, { ...more, dryRun: true });
  expect([status, body['detail']]).toEqual([200, undefined]);
  return body;
};

const checkpoints = async (): Promise<readonly Json[]> =>
  tidemark.items('/v1/resources/Server/checkpoints');

const idOf = async (): Promise<string> => String((await checkpoints())[0]?.['id']);

/** The port in the last stored copy of a checkpoint. */
const copy = async (id: string): Promise<unknown> => {
  const [last] = (await tidemark.items(`/v1/resources/Server/checkpoints/${id}/captures`)).slice(
    -1,
  );
  const path = `/v1/resources/Server/checkpoints/${id}/captures/${String(last?.['number'])}`;
  const content = (await tidemark.get(path))['content'] as Json;
  return (content['values'] as Json[]).find(({ name }) => name === 'Port')?.['value'].text;
};

/** Another stored copy, by an online and an edit. */
const changed = async (): Promise<void> => {
  await tidemark.send('POST /v1/resources/Server/online');
  await tidemark.edit('node-a', '1555');
  await tidemark.send('POST /v1/resources/Server/offline');
};

const clusterIsWhole = async (): Promise<void> => {
  const { headers } = await tidemark.send('POST /v1/audit/verify', {});
  const path = String(headers.get('location'));
  await tidemark.until(async () => (await tidemark.get(path))['status'] !== 'running');
  expect(await tidemark.get(path)).toMatchObject({ faults: [] });
};

describe('a resource and a group', () => {
  test('that were deleted come back under their ids, with all that they had', async () => {
    await tidemark.send('PATCH /v1/resources/Server', { restartThreshold: 7 });
    await tidemark.send('POST /v1/resources', {
      ...{ name: 'Disk', type: 'Physical Disk', group: 'SQL' },
    });
    await tidemark.send('PUT /v1/resources/Server/dependencies/Disk');
    const [id, group] = [await idOf(), await tidemark.get('/v1/groups/SQL')];
    const server = await tidemark.get('/v1/resources/Server');
    const later = await take();
    await changed();
    await tidemark.send('POST /v1/groups/SQL/offline');
    await tidemark.send('DELETE /v1/resources/Server');
    await tidemark.send('DELETE /v1/resources/Disk');
    await tidemark.send('DELETE /v1/groups/SQL');
    await tidemark.send('POST /v1/groups', { name: 'SQL', owner: 'node-b' });
    const lone = await restore({ resource: 'Server' }, {}, later);
    expect([lone.status, lone.body['win32']]).toMatchObject([404, { code: 5013 }]);
    const taken = await restore({ group: 'SQL' }, {}, later);
    expect([taken.status, taken.body['win32']]).toMatchObject([409, { code: 5010 }]);
    await tidemark.send('PATCH /v1/groups/SQL', { name: 'Other' });
    expect((await restore({ group: 'SQL' }, {}, later)).status).toBe(200);
    expect(await tidemark.get('/v1/groups/SQL')).toMatchObject({ id: String(group['id']) });
    expect(await tidemark.get('/v1/resources/Server')).toMatchObject({
      ...{ id: String(server['id']), restartThreshold: 7, group: 'SQL' },
      dependencies: server['dependencies'] as Json,
    });
    expect(await checkpoints()).toMatchObject([{ id }]);
    expect(await copy(id)).toBe('1433');
    await tidemark.send('POST /v1/groups/SQL/online');
    expect(await tidemark.stateOf('Server')).toBe('Online');
    expect(await tidemark.value('node-a')).toBe('1433');
    await clusterIsWhole();
  });

  test('get their names, properties and policies back, and newer members go', async () => {
    await tidemark.send('PATCH /v1/groups/SQL', { name: 'Renamed', failoverPeriod: 9 });
    await tidemark.send('PATCH /v1/resources/Server', { name: 'Old', restartThreshold: 9 });
    await tidemark.send('POST /v1/resources', {
      ...{ name: 'Newcomer', type: 'Generic Service', group: 'Renamed' },
    });
    const shown = await preview({ group: 'SQL' });
    expect(shown['newer']).toMatchObject({
      items: [{ kind: 'resource', name: 'Newcomer', outcome: 'removed' }],
    });
    expect((await restore({ group: 'SQL' })).status).toBe(200);
    expect(await tidemark.get('/v1/groups/SQL')).toMatchObject({ failoverPeriod: 6 });
    expect(await tidemark.get('/v1/resources/Server')).toMatchObject({ restartThreshold: 3 });
    expect((await tidemark.send('GET /v1/resources/Newcomer')).status).toBe(404);
  });
});

describe('the cluster', () => {
  test('that went on becomes what the backup has, as the preview says', async () => {
    const id = await idOf();
    await tidemark.send('PATCH /v1/cluster', { clobberPolicy: 'deny' });
    await tidemark.send('DELETE /v1/resources/Server');
    await tidemark.send('PATCH /v1/groups/SQL', { name: 'Web' });
    await tidemark.role('SQL', 'Server');
    await tidemark.send('POST /v1/resources/Server/online');
    await tidemark.send('POST /v1/nodes', { name: 'node-c' });
    const active = await restore({ cluster: true }, { force: true });
    expect([active.status, active.body['win32']]).toMatchObject([409, { code: 5009 }]);
    await tidemark.send('POST /v1/nodes/node-c/stop');
    expect((await restore({ cluster: true })).body['win32']).toMatchObject({ code: 5019 });
    const shown = await preview({ cluster: true }, { force: true });
    const kinds = (shown['newer'] as { items: Json[] }).items.map(({ kind, name }) => [kind, name]);
    expect(kinds).toEqual([
      ['node', 'node-c'],
      ['group', 'SQL'],
      ['resource', 'Server'],
    ]);
    const { status, body } = await restore(
      { cluster: true },
      { force: true, expect: String(shown['expect']) },
    );
    expect([status, body['statusName']]).toEqual([200, 'ERROR_SUCCESS']);
    const diff = await tidemark.send(`GET /v1/diff?left=backup:${backup}&right=cluster`);
    const items = (diff.body['items'] as Json[]).filter(
      ({ property }) => !['captures', 'stateSequence', 'epoch'].includes(String(property)),
    );
    expect(items).toEqual([]);
    expect(await checkpoints()).toMatchObject([{ id }]);
    expect((await tidemark.items('/v1/nodes')).map(({ name }) => name as string)).toEqual([
      'node-a',
      'node-b',
    ]);
    const would = (shown['things'] as { items: Json[] }).items;
    expect(would).toContainEqual(
      expect.objectContaining({ property: 'clobberPolicy', left: 'deny', right: 'warn' }),
    );
    await clusterIsWhole();
  });

  test('gets evicted nodes and the registries of nodes back', async () => {
    await tidemark.send('POST /v1/nodes/node-b/stop');
    await tidemark.send('DELETE /v1/nodes/node-b');
    await tidemark.edit('node-a', '1999');
    expect((await restore({ cluster: true, includeNodes: true })).status).toBe(200);
    expect(await tidemark.get('/v1/nodes/node-b')).toMatchObject({ state: 'Down' });
    expect(await tidemark.value('node-a')).toBe('1433');
    await tidemark.send('POST /v1/nodes/node-b/start');
    expect((await tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' })).status).toBe(200);
  });
});

describe('a request', () => {
  test('without a needed field, or with a wrong one, names it', async () => {
    const path = `POST /v1/backups/${backup}/restore`;
    const rows: readonly (readonly [Json, string])[] = [
      [{ what: { cluster: true }, ...WHY }, '/newer'],
      [{ newer: 'keep', ...WHY }, '/what'],
      [{ what: {}, newer: 'keep', ...WHY }, '/what'],
      [{ what: { group: 'SQL', node: 'node-a' }, newer: 'keep', ...WHY }, '/what'],
      [{ what: { cluster: true, key: KEY }, newer: 'keep', ...WHY }, '/what/key'],
      [{ what: { group: 'SQL', includeNodes: true }, newer: 'keep', ...WHY }, '/what/includeNodes'],
      [{ what: { group: 'SQL' }, newer: 'keep' }, '/reason'],
      [{ what: { group: 7 }, newer: 'keep', ...WHY }, '/what/group'],
    ];
    for (const [body, pointer] of rows) {
      const answer = await tidemark.send(path, body);
      const [first] = (answer.body['errors'] ?? []) as Json[];
      expect([body, answer.status, first?.['pointer']]).toEqual([body, 400, pointer]);
    }
  });

  test('for what is not there is 404', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const none = await restore({ cluster: true }, {}, id);
    expect([none.status, none.body['win32']]).toMatchObject([404, { code: 2 }]);
    expect((await restore({ group: 'Nothing' })).body['win32']).toMatchObject({ code: 5013 });
    expect((await restore({ node: 'node-z' })).body['win32']).toMatchObject({ code: 5042 });
    expect((await restore({ checkpoint: id })).body['win32']).toMatchObject({ code: 2 });
  });

  test('with an expect that is stale is 412, and writes nothing', async () => {
    const { expect: seen } = await preview({ group: 'SQL' });
    await tidemark.send('PATCH /v1/groups/SQL', { failoverPeriod: 8 });
    const before = tidemark.fingerprint();
    const stale = await restore({ group: 'SQL' }, { expect: String(seen) });
    expect([stale.status, (stale.body['errors'] as Json[])[0]?.['pointer']]).toEqual([
      412,
      '/expect',
    ]);
    expect(tidemark.fingerprint()).toBe(before);
  });

  test('in a batch, and under an Idempotency-Key, is carried out once', async () => {
    await tidemark.send('PATCH /v1/groups/SQL', { failoverPeriod: 8 });
    const body = { what: { group: 'SQL' }, newer: 'keep', ...WHY };
    const path = `/v1/backups/${backup}/restore`;
    const [one, two] = [
      await tidemark.send(`POST ${path}`, body, { 'idempotency-key': 'once' }),
      await tidemark.send(`POST ${path}`, body, { 'idempotency-key': 'once' }),
    ];
    expect(two.body['operation']).toBe(one.body['operation']);
    const commands = [{ method: 'POST', path, body }];
    const { body: answer } = await tidemark.send('POST /v1/batch', { commands });
    expect(answer['results']).toMatchObject([{ status: 200 }]);
  });

  test('a restore is undone by the restore of a backup that was taken before', async () => {
    await tidemark.send('PATCH /v1/groups/SQL', { failoverPeriod: 8 });
    const before = await take();
    await restore({ group: 'SQL' });
    expect(await tidemark.get('/v1/groups/SQL')).toMatchObject({ failoverPeriod: 6 });
    await restore({ group: 'SQL' }, {}, before);
    expect(await tidemark.get('/v1/groups/SQL')).toMatchObject({ failoverPeriod: 8 });
  });
});
