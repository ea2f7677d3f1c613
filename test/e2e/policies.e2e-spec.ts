import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { Tidemark, type Answer, type Json } from './tidemark.js';

let tidemark: Tidemark;
let count = 0;

beforeAll(async () => {
  tidemark = await Tidemark.start();
  for (const name of ['node-a', 'node-b', 'node-c'])
    await tidemark.send('POST /v1/nodes', { name });
});

afterAll(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const send = (request: string, body?: unknown): Promise<Answer> => tidemark.send(request, body);
const get = (path: string): Promise<Json> => tidemark.get(path);
const stateOf = (resource: string): Promise<string> => tidemark.stateOf(resource);

/** A group of its own on node-a, with resources named after it. */
const role = async (resources: readonly string[], more: Json = {}): Promise<readonly string[]> => {
  count += 1;
  const group = `G${count}`;
  await send('POST /v1/groups', { name: group, owner: 'node-a', ...more });
  const names = resources.map((name) => `${group}-${name}`);
  for (const name of names)
    await send('POST /v1/resources', { name, type: 'Generic Service', group });
  return [group, ...names];
};

const NAMES = async (resources: number): Promise<[string, string, string]> => {
  const [group = '', first = '', second = ''] = await role(['r1', 'r2'].slice(0, resources));
  return [group, first, second];
};

describe('restart and failover (domain facts, 2.4)', () => {
  test('a failed resource is restarted after the delay, and its dependents with it', async () => {
    const [, app, db] = await NAMES(2);
    await send(`PUT /v1/resources/${app}/dependencies/${db}`);
    await send(`POST /v1/resources/${app}/online`);
    await send(`POST /v1/resources/${db}/fail`);
    await tidemark.pass(400);
    expect([await stateOf(app), await stateOf(db)]).toEqual(['Offline', 'Failed']);
    await tidemark.pass(200);
    expect([await stateOf(app), await stateOf(db)]).toEqual(['Online', 'Online']);
  });

  test('beyond the threshold the group fails over', async () => {
    const [group, app] = await NAMES(1);
    await send(`PATCH /v1/resources/${app}`, { restartThreshold: 1 });
    await send(`POST /v1/resources/${app}/online`);
    for (let time = 0; time < 2; time += 1) {
      await send(`POST /v1/resources/${app}/fail`);
      await tidemark.pass(1000);
    }
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-b', state: 'Online' });
  });

  test('action 1 never fails over; it is tried again after the retry period', async () => {
    const [group, app] = await NAMES(1);
    await send(`PATCH /v1/resources/${app}`, { restartAction: 1, restartThreshold: 0 });
    await send(`POST /v1/resources/${app}/online`);
    await send(`POST /v1/resources/${app}/fail`);
    await tidemark.pass(60_000);
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-a', state: 'Failed' });
    await tidemark.pass(3_600_000);
    expect(await stateOf(app)).toBe('Online');
  });

  test('the failover threshold leaves the group as it is', async () => {
    const [group = '', app = ''] = await role(['r1'], { failoverThreshold: 1 });
    await send(`PATCH /v1/resources/${app}`, { restartThreshold: 0 });
    await send(`POST /v1/resources/${app}/online`);
    await send(`POST /v1/resources/${app}/fail`);
    await tidemark.pass(1000);
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-b', state: 'Online' });
    await send(`POST /v1/resources/${app}/fail`);
    await tidemark.pass(1000);
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-b', state: 'Failed' });
  });

  test('a supervisor that does not report in time has failed', async () => {
    const [, app] = await NAMES(1);
    await send(`PATCH /v1/resources/${app}`, {
      handler: 'external',
      pendingTimeout: 5000,
      restartAction: 0,
    });
    const online = send(`POST /v1/resources/${app}/online`);
    await tidemark.until(async () => (await stateOf(app)) === 'OnlinePending');
    await tidemark.pass(6000);
    expect((await online).body['win32'].code).toBe(5018);
    expect(await stateOf(app)).toBe('Failed');
  });

  test('a supervisor that does not stop in time is taken for stopped', async () => {
    const [, app] = await NAMES(1);
    await send(`PATCH /v1/resources/${app}`, { handler: 'external', pendingTimeout: 5000 });
    const online = send(`POST /v1/resources/${app}/online`);
    await tidemark.until(async () => (await stateOf(app)) === 'OnlinePending');
    await send(`POST /v1/resources/${app}/report`, { state: 'Online' });
    await online;
    const offline = send(`POST /v1/resources/${app}/offline`);
    await tidemark.until(async () => (await stateOf(app)) === 'OfflinePending');
    await tidemark.pass(6000);
    expect((await offline).body['status']).toBe(0);
    expect(await stateOf(app)).toBe('Offline');
  });
});
