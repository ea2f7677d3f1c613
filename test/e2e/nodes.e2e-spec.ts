import { describe, expect, test } from '@jest/globals';

import { roleOnline } from './scenes.js';
import { PORT, type Json } from './tidemark.js';

const scene = roleOnline();
const { get, send, status } = scene;
const group = (): Promise<Json> => get('/v1/groups/SQL');

describe('pause, drain and resume (domain facts, 2.5)', () => {
  test('a paused node keeps its groups, brings nothing online, and takes none', async () => {
    expect(await status('POST /v1/nodes/node-a/pause')).toBe(0);
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Online' });
    expect(await status('POST /v1/resources/Server/offline')).toBe(0);
    expect(await status('POST /v1/resources/Server/online')).toBe(5070);
    expect(await status('POST /v1/nodes/node-a/pause')).toBe(5070);
    await send('POST /v1/groups/SQL/move', { to: 'node-b' });
    expect(await status('POST /v1/groups/SQL/move', { to: 'node-a' })).toBe(5070);
    expect(await status('POST /v1/nodes/node-a/resume')).toBe(0);
    expect(await status('POST /v1/nodes/node-a/resume')).toBe(5058);
    expect(await status('POST /v1/groups/SQL/move', { to: 'node-a' })).toBe(0);
  });

  test('a pause is persistent: a node that was paused starts paused', async () => {
    await send('POST /v1/nodes/node-b/pause');
    await send('POST /v1/nodes/node-b/stop');
    expect(await get('/v1/nodes/node-b')).toMatchObject({ state: 'Down' });
    await send('POST /v1/nodes/node-b/start');
    expect(await get('/v1/nodes/node-b')).toMatchObject({ state: 'Paused' });
  });

  test('a drain moves every group away, to the target if there is one', async () => {
    await send('POST /v1/nodes', { name: 'node-c' });
    expect(await status('POST /v1/nodes/node-a/drain', { target: 'node-c' })).toBe(0);
    expect(await group()).toMatchObject({ owner: 'node-c', state: 'Online' });
    expect(await get('/v1/nodes/node-a')).toMatchObject({
      state: 'Paused',
      drainStatus: 'Completed',
    });
  });

  test('a target that is not up is 5005', async () => {
    await send('POST /v1/nodes/node-b/stop');
    expect(await status('POST /v1/nodes/node-a/drain', { target: 'node-b' })).toBe(5005);
    expect(await get('/v1/nodes/node-a')).toMatchObject({ state: 'Up' });
  });

  test('a second drain is 5962 while one is under way', async () => {
    await send('PATCH /v1/resources/Server', { handler: 'external' });
    const drain = send('POST /v1/nodes/node-a/drain');
    await scene.tidemark.until(
      async () => (await get('/v1/resources/Server'))['state'] === 'OfflinePending',
    );
    expect(await status('POST /v1/nodes/node-a/drain')).toBe(5962);
    await send('POST /v1/resources/Server/report', { state: 'Offline' });
    await scene.tidemark.until(
      async () => (await get('/v1/resources/Server'))['state'] === 'OnlinePending',
    );
    await send('POST /v1/resources/Server/report', { state: 'Online' });
    expect((await drain).status).toBe(200);
  });

  test('a drain fails if no node can take the groups; with force they are stopped in place', async () => {
    await send('POST /v1/nodes/node-b/pause');
    expect(await status('POST /v1/nodes/node-a/drain')).toBe(0);
    expect(await get('/v1/nodes/node-a')).toMatchObject({ state: 'Paused', drainStatus: 'Failed' });
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Online' });
    expect(await status('POST /v1/nodes/node-a/drain', { force: true })).toBe(0);
    expect(await get('/v1/nodes/node-a')).toMatchObject({ drainStatus: 'Completed' });
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Offline' });
  });

  test.each([
    ['none', 'node-b'],
    ['immediate', 'node-a'],
    ['policy', 'node-b'],
  ])('resumed with failback %s, the group is on %s', async (failback, owner) => {
    await send('POST /v1/nodes/node-a/drain');
    expect(await group()).toMatchObject({ owner: 'node-b' });
    await send('POST /v1/nodes/node-a/resume', { failback });
    await scene.tidemark.pass(1000);
    expect(await group()).toMatchObject({ owner, state: 'Online' });
  });

  test('resumed by policy, a group that fails back goes to its preferred owner in the window', async () => {
    await send('PATCH /v1/groups/SQL', {
      preferredOwners: ['node-a'],
      autoFailbackType: 1,
      failbackWindowStart: 6,
      failbackWindowEnd: 7,
    });
    await send('POST /v1/nodes/node-a/drain');
    await send('POST /v1/nodes/node-a/resume', { failback: 'policy' });
    await scene.tidemark.pass(3_600_000);
    expect(await group()).toMatchObject({ owner: 'node-b' });
    await scene.tidemark.pass(3_600_000);
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Online' });
  });
});

describe('a crash', () => {
  test('fails every group over, and the last captures are restored', async () => {
    await scene.tidemark.edit('node-a', 'second');
    const crash = await send('POST /v1/nodes/node-a/crash');
    await scene.tidemark.pass(0);
    const operation = await get(`/v1/operations/${String(crash.body['operation'])}`);
    expect(operation).toMatchObject({ kind: 'crash', status: 'completed' });
    expect((operation['steps'] as Json[]).map(({ what }) => what)).toEqual([
      'offline',
      'fence',
      'owner',
      'online',
      'restore',
    ]);
    expect(await group()).toMatchObject({ owner: 'node-b', state: 'Online' });
    expect(await scene.tidemark.value('node-b')).toBe('second');
    expect(await get('/v1/nodes/node-a')).toMatchObject({ state: 'Down', crashed: true });
  });

  test('puts the registry out of reach; a stop does not', async () => {
    await send('POST /v1/nodes/node-a/crash');
    await scene.tidemark.pass(0);
    expect(await scene.tidemark.edit('node-a', 'x')).toMatchObject({ status: 409 });
    expect(await status('POST /v1/nodes/node-a/crash')).toBe(5062);
    await send('POST /v1/nodes/node-a/start');
    await send('POST /v1/nodes/node-a/stop');
    expect(await scene.tidemark.edit('node-a', 'x')).toMatchObject({ status: 200 });
  });

  test('of the only node leaves everything offline; it comes back with the node', async () => {
    await send('POST /v1/nodes/node-b/stop');
    await send('POST /v1/nodes/node-a/crash');
    await scene.tidemark.pass(0);
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Offline' });
    await send('POST /v1/nodes/node-a/start');
    await scene.tidemark.pass(0);
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Online' });
  });

  test('with only a paused node left, the group goes there and stays offline', async () => {
    await send('POST /v1/nodes/node-b/pause');
    await send('POST /v1/nodes/node-a/crash');
    await scene.tidemark.pass(0);
    expect(await group()).toMatchObject({ owner: 'node-b', state: 'Offline' });
    await send('POST /v1/nodes/node-b/resume');
    await scene.tidemark.pass(0);
    expect(await group()).toMatchObject({ owner: 'node-b', state: 'Online' });
  });

  test('of the destination redirects a move', async () => {
    await send('POST /v1/nodes', { name: 'node-c' });
    await send('PATCH /v1/resources/Server', { handler: 'external' });
    const move = send('POST /v1/groups/SQL/move', { to: 'node-b' });
    await scene.tidemark.until(
      async () => (await get('/v1/resources/Server'))['state'] === 'OfflinePending',
    );
    await send('POST /v1/nodes/node-b/crash');
    await send('POST /v1/resources/Server/report', { state: 'Offline' });
    await scene.tidemark.until(
      async () => (await get('/v1/resources/Server'))['state'] === 'OnlinePending',
    );
    await send('POST /v1/resources/Server/report', { state: 'Online' });
    expect((await move).status).toBe(200);
    expect(await group()).toMatchObject({ owner: 'node-c', state: 'Online' });
  });

  test('a group goes back to its preferred owner when that is up again', async () => {
    await send('PATCH /v1/groups/SQL', { preferredOwners: ['node-a'], autoFailbackType: 1 });
    await send('POST /v1/nodes/node-a/crash');
    await scene.tidemark.pass(0);
    expect(await group()).toMatchObject({ owner: 'node-b' });
    await send('POST /v1/nodes/node-a/start');
    await scene.tidemark.pass(0);
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Online' });
  });
});

describe('an eviction', () => {
  test('removes a node that is down from every list, and frees its name', async () => {
    await send('PATCH /v1/groups/SQL', { preferredOwners: ['node-b', 'node-a'] });
    await send('POST /v1/nodes', { name: 'node-c' });
    await send('DELETE /v1/resources/Server/possible-owners/node-c');
    expect(await status('DELETE /v1/nodes/node-b')).toBe(5009);
    await send('POST /v1/nodes/node-b/stop');
    const { id } = await get('/v1/nodes/node-b');
    expect(await status('DELETE /v1/nodes/node-b')).toBe(0);
    await scene.tidemark.pass(0);
    expect(await group()).toMatchObject({ preferredOwners: ['node-a'] });
    expect((await get('/v1/resources/Server'))['possibleOwners']).toEqual(['node-a']);
    expect(await status('POST /v1/nodes/node-b/start')).toBe(5042);
    const again = await send('POST /v1/nodes', { name: 'node-b' });
    expect(again.body['result']).toMatchObject({ name: 'node-b', state: 'Up' });
    expect(again.body['result'].id).not.toBe(id);
  });
});

describe('a subtree that a program holds open', () => {
  const hold = 'PUT /v1/nodes/node-b/registry/holds?key=SOFTWARE\\Contoso\\App';

  test('is not restored: the resource comes online all the same, as in Windows', async () => {
    await send(hold, { holder: 'winlogon.exe' });
    const moved = await send('POST /v1/groups/SQL/move', { to: 'node-b' });
    expect(moved.status).toBe(200);
    expect(await group()).toMatchObject({ owner: 'node-b', state: 'Online' });
    expect(await scene.tidemark.value('node-b', undefined, PORT)).toBeUndefined();
    const failures = await scene.tidemark.items('/v1/events?type=RegistryCheckpointRestoreFailed');
    expect(failures[0]?.['data'].reason).toContain('winlogon.exe');
  });

  test('sends the group back if the caller asked for that', async () => {
    await send('PATCH /v1/resources/Server', { onRestoreFailure: 'failResource' });
    await send(hold, { holder: 'winlogon.exe' });
    expect(await status('POST /v1/groups/SQL/move', { to: 'node-b', flags: 2 })).toBe(0);
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Online' });
  });

  test('fails the resource if its policy says so', async () => {
    await send('PATCH /v1/resources/Server', {
      onRestoreFailure: 'failResource',
      restartAction: 0,
    });
    await send(hold, { holder: 'winlogon.exe' });
    await send('POST /v1/groups/SQL/move', { to: 'node-b' });
    expect(await group()).toMatchObject({ owner: 'node-b', state: 'Failed' });
    expect(await status('DELETE /v1/nodes/node-b/registry/holds?key=software\\contoso\\app')).toBe(
      0,
    );
    expect(await status('POST /v1/resources/Server/online')).toBe(0);
    expect(await scene.tidemark.value('node-b')).toBe('first');
  });
});
