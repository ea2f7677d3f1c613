import { describe, expect, test } from '@jest/globals';

import { roleOnline } from './scenes.js';
import { type Json } from './tidemark.js';

const scene = roleOnline();
const { get, send, status } = scene;
const group = (): Promise<Json> => get('/v1/groups/SQL');

describe('an operation', () => {
  test('that hangs is cancelled: what was on its way goes offline again', async () => {
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
      reason: 'cancelled',
    });
    expect(await status(`POST /v1/operations/${String(operation)}/cancel`)).toBe(5023);
  });

  test('that failed is begun again', async () => {
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
