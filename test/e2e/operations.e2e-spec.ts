import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

let tidemark: Tidemark;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.edit('node-a', 'first');
  await tidemark.addCheckpoint('Server');
  await send('POST /v1/resources/Server/online');
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const send = (request: string, body?: unknown): Promise<Answer> => tidemark.send(request, body);
const status = (request: string, body?: unknown): Promise<number> => tidemark.status(request, body);
const get = (path: string): Promise<Json> => tidemark.get(path);
const group = (): Promise<Json> => get('/v1/groups/SQL');

describe('an operation', () => {
  test('that hangs is cancelled: what was on its way goes offline again', async () => {
    await send('POST /v1/resources/Server/offline');
    await send('PATCH /v1/resources/Server', { handler: 'external' });
    const online = send('POST /v1/resources/Server/online');
    await tidemark.until(
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
  expect(await tidemark.value('node-b')).toBe('first');
  expect((await group())['resources']).toEqual([]);
});
