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

  test('a supervisor that does not report in time means a failure', async () => {
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

  test('a supervisor that does not stop in time means a stop', async () => {
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

describe('a resource whose checkpoint can not be restored', () => {
  const KEYS = ['node-a', 'node-b', 'node-c'];

  /** A role whose key is held on some nodes, so that it fails if a restore fails. */
  const held = async (nodes: readonly string[], more: object = {}): Promise<[string, string]> => {
    const [group, app] = await pair(1);
    const key = `SOFTWARE\\${group}`;
    const changes = [{ op: 'create-key', key }];
    await send('PATCH /v1/nodes/node-a/registry', { changes });
    await send(`POST /v1/resources/${app}/checkpoints`, { key });
    await send(`PATCH /v1/resources/${app}`, { onRestoreFailure: 'failResource', ...more });
    for (const node of nodes)
      await send(`PUT /v1/nodes/${node}/registry/holds?key=${key}`, { holder: 'winlogon' });
    return [group, app];
  };

  const count = async (type: string, name: string): Promise<number> =>
    (await scene.tidemark.items(`/v1/events?type=${type}&resource=${name}&limit=1000`)).length;

  const totals = async (group: string, app: string): Promise<unknown> => ({
    attempts: await count('ResourceOnlinePending', app),
    restores: await count('RegistryCheckpointRestoreFailed', app),
    failures: await count('ResourceFailed', app),
    group: (({ owner, state }) => [owner, state].join(' '))(await get(`/v1/groups/${group}`)),
  });

  test('is restarted three times, and fails over to a node without the hold', async () => {
    const [group, app] = await held(['node-a']);
    expect(await scene.status(`POST /v1/resources/${app}/online`)).toBe(5018);
    await scene.tidemark.pass(60_000);
    const expected = { attempts: 5, restores: 4, failures: 4, group: 'node-b Online' };
    expect(await totals(group, app)).toEqual(expected);
  });

  test('is tried four times on each node, then once an hour four times on the last one', async () => {
    const [group, app] = await held(KEYS);
    await send(`POST /v1/resources/${app}/online`);
    await scene.tidemark.pass(3_604_499);
    const first = { attempts: 12, restores: 12, failures: 12, group: 'node-c Failed' };
    expect(await totals(group, app)).toEqual(first);
    await scene.tidemark.pass(60_000);
    const second = { attempts: 16, restores: 16, failures: 16, group: 'node-c Failed' };
    expect(await totals(group, app)).toEqual(second);
  });

  test('shows the next step of its policy', async () => {
    const [group, app] = await held(KEYS.slice(0, 2));
    await send('POST /v1/nodes/node-c/pause');
    const told = async (): Promise<unknown> => [
      (await get(`/v1/resources/${app}`))['policyState'],
      (await get(`/v1/groups/${group}`))['policyState'],
    ];
    const now = scene.tidemark.engine.now;
    const later = (milliseconds: number): string => new Date(now + milliseconds).toISOString();
    const [fresh, left] = [
      { failures: 0, restartsLeft: 3, nextRestartAt: null, retryAt: null },
      { failovers: 0, failoversLeft: 1, nextNode: 'node-b' },
    ];
    expect(await told()).toEqual([fresh, left]);
    await send(`POST /v1/resources/${app}/online`);
    const once = { failures: 1, restartsLeft: 2, nextRestartAt: later(500), retryAt: null };
    expect(await told()).toEqual([once, left]);
    const { headers } = await send(`GET /v1/resources/${app}`);
    const then = headers.get('tidemark-position') ?? '';
    await scene.tidemark.pass(60_000);
    const retryAt = later(3000 + 3_600_000);
    expect(await told()).toEqual([
      { failures: 4, restartsLeft: 0, nextRestartAt: null, retryAt },
      { failovers: 1, failoversLeft: 0, nextNode: null },
    ]);
    expect((await get(`/v1/resources/${app}?at=${then}`))['policyState']).toEqual(once);
    await send('POST /v1/nodes/node-c/resume');
    await scene.tidemark.pass(0);
    expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-c', state: 'Online' });
  });

  test.each([
    ['changes the persistent state', 0],
    ['leaves the persistent state alone', 2],
  ])('starts again when an operator brings it online and %s', async (_, flags) => {
    const [group, app] = await held(KEYS, { restartAction: 1 });
    await send(`POST /v1/resources/${app}/online`);
    await scene.tidemark.pass(60_000);
    expect(await totals(group, app)).toMatchObject({ attempts: 4 });
    await send(`POST /v1/resources/${app}/online`, { flags });
    await scene.tidemark.pass(60_000);
    expect(await totals(group, app)).toMatchObject({ attempts: 8, group: 'node-a Failed' });
  });
});

test('each node is tried before one is tried again', async () => {
  const [group, app] = await pair(1);
  await send(`PATCH /v1/resources/${app}`, { restartThreshold: 0 });
  await send(`POST /v1/resources/${app}/online`);
  const path: unknown[] = [];
  for (let time = 0; time < 3; time += 1) {
    await send(`POST /v1/resources/${app}/fail`);
    await scene.tidemark.pass(1000);
    const { owner, state } = await get(`/v1/groups/${group}`);
    path.push([owner, state].join(' '));
  }
  expect(path).toEqual(['node-b Online', 'node-c Online', 'node-c Failed']);
});

test('a supervisor that never reports is given up on one node after the other', async () => {
  const [group, app] = await pair(1);
  await send(`PATCH /v1/resources/${app}`, { handler: 'external', pendingTimeout: 1000 });
  const online = send(`POST /v1/resources/${app}/online`);
  await scene.tidemark.until(async () => (await stateOf(app)) === 'OnlinePending');
  await scene.tidemark.pass(60_000);
  await online;
  const failures = await scene.tidemark.items(`/v1/events?type=ResourceFailed&resource=${app}`);
  expect(failures).toHaveLength(12);
  expect(await get(`/v1/groups/${group}`)).toMatchObject({ owner: 'node-c', state: 'Failed' });
});
