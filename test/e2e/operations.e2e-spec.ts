import { describe, expect, test } from '@jest/globals';

import { roleOnline } from './scenes.js';
import { type Json } from './tidemark.js';

const scene = roleOnline();
const { get, send, status } = scene;
const group = (): Promise<Json> => get('/v1/groups/SQL');

describe('an operation', () => {
  test('that hangs is cancelled: resources on their way online go offline again', async () => {
    await send('POST /v1/resources/Server/offline');
    await send('PATCH /v1/resources/Server', { handler: 'external' });
    const online = send('POST /v1/resources/Server/online');
    await scene.tidemark.until(
      async () => (await get('/v1/resources/Server'))['state'] === 'OnlinePending',
    );
    const { operation } = await group();
    expect(await status(`POST /v1/operations/${String(operation)}/cancel`)).toBe(0);
    expect((await online).status).toBe(409);
    expect(await get('/v1/resources/Server')).toMatchObject({
      state: 'Offline',
      persistentState: 'Offline',
    });
    expect(await get(`/v1/operations/${String(operation)}`)).toMatchObject({
      status: 'failed',
      failure: 'cancelled',
      reason: null,
    });
    expect(await status(`POST /v1/operations/${String(operation)}/cancel`)).toBe(5023);
  });

  test('that failed is retried', async () => {
    await send('PATCH /v1/resources/Server', {
      restartAction: 0,
      onRestoreFailure: 'failResource',
    });
    await send('POST /v1/resources/Server/offline');
    await send('PUT /v1/nodes/node-a/registry/holds?key=SOFTWARE\\Contoso\\App', { holder: 'x' });
    const failed = await send('POST /v1/resources/Server/online');
    expect(failed.body).toMatchObject({ status: 409, win32: { code: 5018 } });
    const operation = String(failed.body['operation']);
    await send('DELETE /v1/nodes/node-a/registry/holds?key=SOFTWARE\\Contoso\\App');
    expect(await status(`POST /v1/operations/${operation}/retry`)).toBe(0);
    expect(await group()).toMatchObject({ state: 'Online' });
  });
});

test('a resource changes its group while it is down', async () => {
  await send('POST /v1/groups', { name: 'Other', owner: 'node-b' });
  expect(await status('PATCH /v1/resources/Server', { group: 'Other' })).toBe(5019);
  await send('POST /v1/resources/Server/offline');
  expect(await status('PATCH /v1/resources/Server', { group: 'Other' })).toBe(0);
  expect(await get('/v1/resources/Server')).toMatchObject({ group: 'Other', owner: 'node-b' });
  expect(await status('POST /v1/resources/Server/online')).toBe(0);
  expect(await scene.tidemark.value('node-b')).toBe('first');
  expect((await group())['resources']).toEqual([]);
});

describe('a drain', () => {
  const operation = async (id: unknown): Promise<Json> => get(`/v1/operations/${String(id)}`);

  /** A second role on node-a, whose application stops slowly. */
  const slowRole = async (): Promise<void> => {
    await send('POST /v1/groups', { name: 'Slow', owner: 'node-a' });
    await send('POST /v1/resources', { name: 'S', type: 'Generic Service', group: 'Slow' });
    await send('POST /v1/resources/S/online');
    await send('PATCH /v1/resources/S', { handler: 'external' });
  };

  const draining = async (): Promise<string> => {
    await slowRole();
    const drain = await scene.tidemark.send('POST /v1/nodes/node-a/drain', undefined, {
      prefer: 'wait=0',
    });
    await scene.tidemark.until(async () => (await scene.stateOf('S')) === 'OfflinePending');
    await scene.tidemark.until(async () => (await group())['owner'] === 'node-b');
    return String(drain.body['operation']);
  };

  test('is running until the last group has left', async () => {
    const id = await draining();
    const running = await operation(id);
    expect(running).toMatchObject({ kind: 'drain', status: 'running', endedAt: null });
    const moved = (group: string): Json => ({ group, from: 'node-a', to: 'node-b' });
    expect(running['groups']).toMatchObject([moved('SQL'), moved('Slow')]);
    expect(running).toMatchObject({ group: null, from: null, to: null });
    await send('POST /v1/resources/S/report', { state: 'Offline' });
    await scene.tidemark.until(async () => (await scene.stateOf('S')) === 'OnlinePending');
    await send('POST /v1/resources/S/report', { state: 'Online' });
    await scene.tidemark.settled();
    expect(await operation(id)).toMatchObject({
      kind: 'drain',
      status: 'completed',
      groups: [moved('SQL'), moved('Slow')],
      cause: [],
      failure: null,
    });
  });

  test('that is cancelled moves no more groups; the moved ones stay', async () => {
    const id = await draining();
    expect(await status(`POST /v1/operations/${id}/cancel`)).toBe(0);
    await send('POST /v1/resources/S/report', { state: 'Offline' });
    await scene.tidemark.settled();
    expect(await operation(id)).toMatchObject({ status: 'failed', failure: 'cancelled' });
    expect(await get('/v1/nodes/node-a')).toMatchObject({ state: 'Paused', drainStatus: 'Failed' });
    expect(await get('/v1/groups/Slow')).toMatchObject({ owner: 'node-a' });
    expect(await group()).toMatchObject({ owner: 'node-b' });
    expect(await status(`POST /v1/operations/${id}/cancel`)).toBe(5023);
  });

  test.each([
    ['crash', 'the node has crashed'],
    ['resume', 'the node was resumed'],
  ])('of a node has failed after its %s', async (verb, failure) => {
    const id = await draining();
    await send(`POST /v1/nodes/node-a/${verb}`);
    expect(await operation(id)).toMatchObject({ kind: 'drain', status: 'failed', failure });
  });

  test('that failed names the groups that stayed and a remedy, and is retried', async () => {
    await send('POST /v1/nodes/node-b/pause');
    const failed = await send('POST /v1/nodes/node-a/drain');
    const id = String(failed.body['operation']);
    const told = await operation(id);
    expect(told).toMatchObject({ status: 'failed', failure: 'no other node can take SQL' });
    expect((told['remedy'] as Json[]).map(({ path }) => path as string)).toEqual([
      '/v1/nodes/node-b/resume',
      `/v1/operations/${id}/retry`,
    ]);
    await send('POST /v1/nodes/node-b/resume');
    expect(await status(`POST /v1/operations/${id}/retry`)).toBe(0);
    expect(await group()).toMatchObject({ owner: 'node-b', state: 'Online' });
    expect(await get('/v1/nodes/node-a')).toMatchObject({ drainStatus: 'Completed' });
  });
});

test('a failed move is not retried to a node that cannot take the group', async () => {
  await send('PATCH /v1/resources/Server', { handler: 'external' });
  const move = send('POST /v1/groups/SQL/move', { to: 'node-b' });
  await scene.tidemark.until(async () => (await scene.stateOf('Server')) === 'OfflinePending');
  const { operation } = await group();
  await send(`POST /v1/operations/${String(operation)}/cancel`);
  expect((await move).status).toBe(409);
  await send('POST /v1/nodes/node-b/pause');
  expect(await status(`POST /v1/operations/${String(operation)}/retry`)).toBe(5070);
});

test('the crash of a node is over when its groups have arrived, with their hazards', async () => {
  await send('POST /v1/resources/Server/checkpoints', { key: 'SOFTWARE\\Contoso' });
  await send('PATCH /v1/resources/Server', { handler: 'external' });
  const crash = await send('POST /v1/nodes/node-a/crash');
  const path = `/v1/operations/${String(crash.body['operation'])}`;
  await scene.tidemark.until(async () => (await scene.stateOf('Server')) === 'OnlinePending');
  const running = await get(path);
  expect(running).toMatchObject({ kind: 'crash', status: 'running', group: 'SQL' });
  expect(running['hazards']).toContainEqual(
    expect.objectContaining({ kind: 'nested', resource: 'Server', key: 'SOFTWARE\\Contoso' }),
  );
  const kinds = (running['hazards'] as Json[]).map(({ kind }) => kind);
  expect(kinds).toEqual(['nested', 'nested']);
  const [first] = await scene.tidemark.items('/v1/operations?limit=1');
  expect(first).toMatchObject({ kind: 'crash', hazards: running['hazards'] as Json[] });
  expect(running['steps']).toContainEqual(
    expect.objectContaining({ what: 'owner', group: 'SQL', status: 'completed' }),
  );
  await send('POST /v1/resources/Server/report', { state: 'Online' });
  await scene.tidemark.settled();
  expect(await get(path)).toMatchObject({ kind: 'crash', status: 'completed' });
});
