import { describe, expect, test } from '@jest/globals';

import { threeNodes } from './scenes.js';

const scene = threeNodes();
const { get, pair, role, send, stateOf } = scene;

describe('restart and failover (domain facts, 2.4)', () => {
  test('a failed resource is restarted after the delay, and its dependents with it', async () => {
    const [, app, db] = await pair(2);
    await send(`PUT /v1/resources/${app}/dependencies/${db}`);
    await send(`POST /v1/resources/${app}/online`);
    await send(`POST /v1/resources/${db}/fail`);
    await scene.tidemark.pass(400);
    expect([await stateOf(app), await stateOf(db)]).toEqual(['Offline', 'Failed']);
    await scene.tidemark.pass(200);
    expect([await stateOf(app), await stateOf(db)]).toEqual(['Online', 'Online']);
  });

  test('beyond the threshold the group fails over', async () => {
    const [group, app] = await pair(1);
    await send(`PATCH /v1/resources/${app}`, { restartThreshold: 1 });
    await send(`POST /v1/resources/${app}/online`);
    for (let time = 0; time < 2; time += 1) {
      await send(`POST /v1/resources/${app}/fail`);
      await scene.tidemark.pass(1000);
    }
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-b', state: 'Online' });
  });

  test('action 1 never fails over; it is tried again after the retry period', async () => {
    const [group, app] = await pair(1);
    await send(`PATCH /v1/resources/${app}`, { restartAction: 1, restartThreshold: 0 });
    await send(`POST /v1/resources/${app}/online`);
    await send(`POST /v1/resources/${app}/fail`);
    await scene.tidemark.pass(60_000);
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-a', state: 'Failed' });
    await scene.tidemark.pass(3_600_000);
    expect(await stateOf(app)).toBe('Online');
  });

  test('the failover threshold leaves the group as it is', async () => {
    const [group = '', app = ''] = await role(['r1'], { failoverThreshold: 1 });
    await send(`PATCH /v1/resources/${app}`, { restartThreshold: 0 });
    await send(`POST /v1/resources/${app}/online`);
    await send(`POST /v1/resources/${app}/fail`);
    await scene.tidemark.pass(1000);
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-b', state: 'Online' });
    await send(`POST /v1/resources/${app}/fail`);
    await scene.tidemark.pass(1000);
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-b', state: 'Failed' });
  });

  test('a group goes back to the first preferred owner that can run all of it', async () => {
    const preferredOwners = ['node-c', 'node-b'];
    const [group = '', app = ''] = await role(['r1'], { preferredOwners, autoFailbackType: 1 });
    await send(`DELETE /v1/resources/${app}/possible-owners/node-c`);
    await send(`POST /v1/groups/${group}/move`, { to: 'node-b' });
    await send(`POST /v1/groups/${group}/online`);
    await send('POST /v1/nodes/node-b/crash');
    await scene.tidemark.pass(0);
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-a', state: 'Online' });
    await send('POST /v1/nodes/node-b/start');
    await scene.tidemark.pass(0);
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-b', state: 'Online' });
  });

  test('a supervisor that does not report in time has failed', async () => {
    const [, app] = await pair(1);
    await send(`PATCH /v1/resources/${app}`, {
      handler: 'external',
      pendingTimeout: 5000,
      restartAction: 0,
    });
    const online = send(`POST /v1/resources/${app}/online`);
    await scene.tidemark.until(async () => (await stateOf(app)) === 'OnlinePending');
    await scene.tidemark.pass(6000);
    expect((await online).body['win32'].code).toBe(5018);
    expect(await stateOf(app)).toBe('Failed');
  });

  test('a supervisor that does not stop in time is taken for stopped', async () => {
    const [, app] = await pair(1);
    await send(`PATCH /v1/resources/${app}`, { handler: 'external', pendingTimeout: 5000 });
    const online = send(`POST /v1/resources/${app}/online`);
    await scene.tidemark.until(async () => (await stateOf(app)) === 'OnlinePending');
    await send(`POST /v1/resources/${app}/report`, { state: 'Online' });
    await online;
    const offline = send(`POST /v1/resources/${app}/offline`);
    await scene.tidemark.until(async () => (await stateOf(app)) === 'OfflinePending');
    await scene.tidemark.pass(6000);
    expect((await offline).body['status']).toBe(0);
    expect(await stateOf(app)).toBe('Offline');
  });
});
