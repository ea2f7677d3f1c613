import { describe, expect, test } from '@jest/globals';

import { restoringScene, WHY } from './restoring-scene.js';
import { KEY, type Json } from './tidemark.js';

const scene = restoringScene();

describe('a resource and a group', () => {
  test('that were deleted come back under their ids, with all that they had', async () => {
    await scene.tidemark.send('PATCH /v1/resources/Server', { restartThreshold: 7 });
    await scene.tidemark.send('POST /v1/resources', {
      ...{ name: 'Disk', type: 'Physical Disk', group: 'SQL' },
    });
    await scene.tidemark.send('PUT /v1/resources/Server/dependencies/Disk');
    const [id, group] = [await scene.checkpoint(), await scene.tidemark.get('/v1/groups/SQL')];
    const server = await scene.tidemark.get('/v1/resources/Server');
    const later = await scene.take();
    await scene.change();
    await scene.tidemark.send('POST /v1/groups/SQL/offline');
    await scene.tidemark.send('DELETE /v1/resources/Server');
    await scene.tidemark.send('DELETE /v1/resources/Disk');
    await scene.tidemark.send('DELETE /v1/groups/SQL');
    await scene.tidemark.send('POST /v1/groups', { name: 'SQL', owner: 'node-b' });
    const lone = await scene.restore({ resource: 'Server' }, {}, later);
    expect([lone.status, lone.body['win32']]).toMatchObject([404, { code: 5013 }]);
    const taken = await scene.restore({ group: 'SQL' }, {}, later);
    expect([taken.status, taken.body['win32']]).toMatchObject([409, { code: 5010 }]);
    await scene.tidemark.send('PATCH /v1/groups/SQL', { name: 'Other' });
    expect((await scene.restore({ group: 'SQL' }, {}, later)).status).toBe(200);
    expect(await scene.tidemark.get('/v1/groups/SQL')).toMatchObject({ id: String(group['id']) });
    expect(await scene.tidemark.get('/v1/resources/Server')).toMatchObject({
      ...{ id: String(server['id']), restartThreshold: 7, group: 'SQL' },
      dependencies: server['dependencies'] as Json,
    });
    expect(await scene.checkpoints()).toMatchObject([{ id }]);
    expect(await scene.copy(id)).toBe('1433');
    await scene.tidemark.send('POST /v1/groups/SQL/online');
    expect(await scene.tidemark.stateOf('Server')).toBe('Online');
    expect(await scene.tidemark.value('node-a')).toBe('1433');
    await scene.requireWhole();
  });

  test('get their names, properties and policies back, and newer members go', async () => {
    await scene.tidemark.send('PATCH /v1/groups/SQL', { name: 'Renamed', failoverPeriod: 9 });
    await scene.tidemark.send('PATCH /v1/resources/Server', { name: 'Old', restartThreshold: 9 });
    await scene.tidemark.send('POST /v1/resources', {
      ...{ name: 'Newcomer', type: 'Generic Service', group: 'Renamed' },
    });
    const shown = await scene.preview({ group: 'SQL' });
    expect(shown['newer']).toMatchObject({
      items: [{ kind: 'resource', name: 'Newcomer', outcome: 'removed' }],
    });
    expect((await scene.restore({ group: 'SQL' })).status).toBe(200);
    expect(await scene.tidemark.get('/v1/groups/SQL')).toMatchObject({ failoverPeriod: 6 });
    expect(await scene.tidemark.get('/v1/resources/Server')).toMatchObject({ restartThreshold: 3 });
    expect((await scene.tidemark.send('GET /v1/resources/Newcomer')).status).toBe(404);
  });
});

describe('the cluster', () => {
  test('that went on becomes what the backup has, as the preview says', async () => {
    const id = await scene.checkpoint();
    await scene.tidemark.send('PATCH /v1/cluster', { clobberPolicy: 'deny' });
    await scene.tidemark.send('DELETE /v1/resources/Server');
    await scene.tidemark.send('PATCH /v1/groups/SQL', { name: 'Web' });
    await scene.tidemark.role('SQL', 'Server');
    await scene.tidemark.send('POST /v1/resources/Server/online');
    await scene.tidemark.send('POST /v1/nodes', { name: 'node-c' });
    const active = await scene.restore({ cluster: true }, { force: true });
    expect([active.status, active.body['win32']]).toMatchObject([409, { code: 5009 }]);
    await scene.tidemark.send('POST /v1/nodes/node-c/stop');
    expect((await scene.restore({ cluster: true })).body['win32']).toMatchObject({ code: 5019 });
    const shown = await scene.preview({ cluster: true }, { force: true });
    const kinds = (shown['newer'] as { items: Json[] }).items.map(({ kind, name }) => [kind, name]);
    expect(kinds).toEqual([
      ['node', 'node-c'],
      ['group', 'SQL'],
      ['resource', 'Server'],
    ]);
    const { status, body } = await scene.restore(
      { cluster: true },
      { force: true, expect: String(shown['expect']) },
    );
    expect([status, body['statusName']]).toEqual([200, 'ERROR_SUCCESS']);
    const diff = await scene.tidemark.send(
      `GET /v1/diff?left=backup:${scene.backup}&right=cluster`,
    );
    const items = (diff.body['items'] as Json[]).filter(
      ({ property }) => !['captures', 'stateSequence', 'epoch'].includes(String(property)),
    );
    expect(items).toEqual([]);
    expect(await scene.checkpoints()).toMatchObject([{ id }]);
    expect((await scene.tidemark.items('/v1/nodes')).map(({ name }) => name as string)).toEqual([
      'node-a',
      'node-b',
    ]);
    const would = (shown['things'] as { items: Json[] }).items;
    expect(would).toContainEqual(
      expect.objectContaining({ property: 'clobberPolicy', left: 'deny', right: 'warn' }),
    );
    await scene.requireWhole();
  });

  test('gets evicted nodes and the registries of nodes back', async () => {
    await scene.tidemark.send('POST /v1/nodes/node-b/stop');
    await scene.tidemark.send('DELETE /v1/nodes/node-b');
    await scene.tidemark.edit('node-a', '1999');
    expect((await scene.restore({ cluster: true, includeNodes: true })).status).toBe(200);
    expect(await scene.tidemark.get('/v1/nodes/node-b')).toMatchObject({ state: 'Down' });
    expect(await scene.tidemark.value('node-a')).toBe('1433');
    await scene.tidemark.send('POST /v1/nodes/node-b/start');
    expect((await scene.tidemark.send('POST /v1/groups/SQL/move', { to: 'node-b' })).status).toBe(
      200,
    );
  });
});

describe('a request', () => {
  test('without a needed field, or with a wrong one, names it', async () => {
    const path = `POST /v1/backups/${scene.backup}/restore`;
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
      const answer = await scene.tidemark.send(path, body);
      const [first] = (answer.body['errors'] ?? []) as Json[];
      expect([body, answer.status, first?.['pointer']]).toEqual([body, 400, pointer]);
    }
  });

  test('for what is not there is 404', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const none = await scene.restore({ cluster: true }, {}, id);
    expect([none.status, none.body['win32']]).toMatchObject([404, { code: 2 }]);
    expect((await scene.restore({ group: 'Nothing' })).body['win32']).toMatchObject({ code: 5013 });
    expect((await scene.restore({ node: 'node-z' })).body['win32']).toMatchObject({ code: 5042 });
    expect((await scene.restore({ checkpoint: id })).body['win32']).toMatchObject({ code: 2 });
  });

  test('with an expect that is stale is 412, and writes nothing', async () => {
    const { expect: seen } = await scene.preview({ group: 'SQL' });
    await scene.tidemark.send('PATCH /v1/groups/SQL', { failoverPeriod: 8 });
    const before = scene.tidemark.fingerprint();
    const stale = await scene.restore({ group: 'SQL' }, { expect: String(seen) });
    expect([stale.status, (stale.body['errors'] as Json[])[0]?.['pointer']]).toEqual([
      412,
      '/expect',
    ]);
    expect(scene.tidemark.fingerprint()).toBe(before);
  });

  test('in a batch, and under an Idempotency-Key, is carried out once', async () => {
    await scene.tidemark.send('PATCH /v1/groups/SQL', { failoverPeriod: 8 });
    const body = { what: { group: 'SQL' }, newer: 'keep', ...WHY };
    const path = `/v1/backups/${scene.backup}/restore`;
    const [one, two] = [
      await scene.tidemark.send(`POST ${path}`, body, { 'idempotency-key': 'once' }),
      await scene.tidemark.send(`POST ${path}`, body, { 'idempotency-key': 'once' }),
    ];
    expect(two.body['operation']).toBe(one.body['operation']);
    const commands = [{ method: 'POST', path, body }];
    const { body: answer } = await scene.tidemark.send('POST /v1/batch', { commands });
    expect(answer['results']).toMatchObject([{ status: 200 }]);
  });

  test('a restore is undone by the restore of a backup that was taken before', async () => {
    await scene.tidemark.send('PATCH /v1/groups/SQL', { failoverPeriod: 8 });
    const before = await scene.take();
    await scene.restore({ group: 'SQL' });
    expect(await scene.tidemark.get('/v1/groups/SQL')).toMatchObject({ failoverPeriod: 6 });
    await scene.restore({ group: 'SQL' }, {}, before);
    expect(await scene.tidemark.get('/v1/groups/SQL')).toMatchObject({ failoverPeriod: 8 });
  });
});
