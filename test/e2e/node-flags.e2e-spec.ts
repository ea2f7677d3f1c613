import { describe, expect, test } from '@jest/globals';

import { roleOnline } from './scenes.js';
import { type Json } from './tidemark.js';

const scene = roleOnline();
const { get, send, status } = scene;
const group = (): Promise<Json> => get('/v1/groups/SQL');
const node = (name: string): Promise<Json> => get(`/v1/nodes/${name}`);

describe('a drain with retries (flag 4 of PauseClusterNodeEx)', () => {
  const begin = async (): Promise<string> => {
    await send('POST /v1/nodes/node-b/pause');
    const answer = await scene.tidemark.send(
      'POST /v1/nodes/node-a/drain',
      { flags: 4 },
      { prefer: 'wait=0' },
    );
    expect([answer.status, answer.body['status']]).toEqual([202, 997]);
    await scene.tidemark.pass(60_000);
    expect(await node('node-a')).toMatchObject({ state: 'Paused', drainStatus: 'InProgress' });
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Online' });
    return String(answer.body['operation']);
  };

  test('goes on when another node can take the groups that stayed', async () => {
    const operation = await begin();
    await send('POST /v1/nodes/node-b/resume');
    await scene.tidemark.settled();
    expect(await group()).toMatchObject({ owner: 'node-b', state: 'Online' });
    expect(await node('node-a')).toMatchObject({ drainStatus: 'Completed' });
    expect(await get(`/v1/operations/${operation}`)).toMatchObject({ status: 'completed' });
  });

  test('is a drain in progress until then, and ends with the resume of the node', async () => {
    await begin();
    expect(await status('POST /v1/nodes/node-a/drain')).toBe(5962);
    expect(await status('POST /v1/nodes/node-a/resume')).toBe(0);
    expect(await node('node-a')).toMatchObject({ state: 'Up', drainStatus: 'NotInitiated' });
    expect(await group()).toMatchObject({ owner: 'node-a', state: 'Online' });
  });
});

test('the flags of a pause are those that Windows has, 87', async () => {
  expect(await status('POST /v1/nodes/node-b/drain', { flags: 8 })).toBe(87);
  expect(await status('POST /v1/nodes/node-b/drain', { flags: 3 })).toBe(0);
});

test('a node that starts without regard to persistent states brings nothing online by itself', async () => {
  await send('POST /v1/nodes/node-b/pause');
  await send('POST /v1/nodes/node-b/stop');
  await send('POST /v1/nodes/node-a/stop');
  await send('POST /v1/nodes/node-a/start', { ignorePersistentState: true });
  await scene.tidemark.pass(60_000);
  expect(await get('/v1/resources/Server')).toMatchObject({
    state: 'Offline',
    persistentState: 'Online',
    owner: 'node-a',
  });
  expect(await status('POST /v1/groups/SQL/online')).toBe(0);
  await send('POST /v1/nodes/node-a/stop');
  await send('POST /v1/nodes/node-a/start');
  await scene.tidemark.settled();
  expect(await group()).toMatchObject({ state: 'Online' });
});
