import { describe, expect, test } from '@jest/globals';

import { threeNodes } from './scenes.js';

const scene = threeNodes();
const { get, pair, role, send, stateOf, status } = scene;

describe('online and offline (domain facts, 2.2)', () => {
  test('an online resource that is online already is a success that writes nothing', async () => {
    const [, app] = await pair(1);
    expect(await status(`POST /v1/resources/${app}/online`)).toBe(0);
    const again = await send(`POST /v1/resources/${app}/online`);
    expect([again.body['status'], again.body['events']]).toEqual([0, []]);
  });

  test('a pending one is refused with 5023', async () => {
    const [, app] = await pair(1);
    await send(`PATCH /v1/resources/${app}`, { handler: 'external' });
    const first = await scene.tidemark.send(`POST /v1/resources/${app}/online`, undefined, {
      prefer: 'wait=0',
    });
    expect([first.status, first.body['status']]).toEqual([202, 997]);
    await scene.tidemark.until(async () => (await stateOf(app)) === 'OnlinePending');
    expect(await status(`POST /v1/resources/${app}/online`)).toBe(5023);
    expect(await status(`POST /v1/resources/${app}/offline`)).toBe(5023);
    expect(await status(`POST /v1/resources/${app}/report`, { state: 'Online' })).toBe(0);
    expect(await stateOf(app)).toBe('Online');
  });

  test('the persistent state becomes Online before the attempt, and stays so when it fails', async () => {
    const [, app] = await pair(1);
    await send(`PATCH /v1/resources/${app}`, { handler: 'external', restartAction: 0 });
    const online = send(`POST /v1/resources/${app}/online`);
    await scene.tidemark.until(async () => (await stateOf(app)) === 'OnlinePending');
    await send(`POST /v1/resources/${app}/report`, { state: 'Failed', reason: 'no license' });
    const answer = await online;
    expect([answer.status, answer.body['win32'].code]).toEqual([409, 5018]);
    expect(await get(`/v1/resources/${app}`)).toMatchObject({
      state: 'Failed',
      persistentState: 'Online',
    });
    const operation = await get(`/v1/operations/${String(answer.body['operation'])}`);
    expect(operation).toMatchObject({ status: 'failed', kind: 'online' });
    expect(operation['remedy'][0].path).toContain('/retry');
  });

  test('offline of a failed resource is 5038, and its persistent state becomes Offline', async () => {
    const [, app] = await pair(1);
    await send(`PATCH /v1/resources/${app}`, { restartAction: 0 });
    await send(`POST /v1/resources/${app}/online`);
    await send(`POST /v1/resources/${app}/fail`);
    expect(await stateOf(app)).toBe('Failed');
    expect(await status(`POST /v1/resources/${app}/offline`)).toBe(5038);
    expect(await get(`/v1/resources/${app}`)).toMatchObject({
      state: 'Failed',
      persistentState: 'Offline',
    });
  });

  test.each([
    ['online', 2, 'Offline', 'Online'],
    ['offline', 4, 'Online', 'Offline'],
  ])('%s with DO_NOT_UPDATE_PERSISTENT_STATE leaves it alone', async (verb, flags, was, is) => {
    const [, app] = await pair(1);
    if (was === 'Online') await send(`POST /v1/resources/${app}/online`);
    expect(await status(`POST /v1/resources/${app}/${verb}`, { flags })).toBe(0);
    const after = await get(`/v1/resources/${app}`);
    expect(after['persistentState']).toBe(was);
    expect(after['state']).toBe(is);
  });

  test('an unknown flag is 87', async () => {
    const [, app] = await pair(1);
    expect(await status(`POST /v1/resources/${app}/online`, { flags: 0x40 })).toBe(87);
  });

  test('fail needs an online resource, 5084', async () => {
    const [, app] = await pair(1);
    expect(await status(`POST /v1/resources/${app}/fail`)).toBe(5084);
  });

  test('delete: 5019 while online, 5001 while another one depends on it', async () => {
    const [, app, db] = await pair(2);
    await send(`PUT /v1/resources/${app}/dependencies/${db}`);
    expect(await status(`DELETE /v1/resources/${db}`)).toBe(5001);
    await send(`POST /v1/resources/${app}/online`);
    expect(await status(`DELETE /v1/resources/${app}`)).toBe(5019);
    await send(`POST /v1/resources/${app}/offline`);
    expect(await status(`DELETE /v1/resources/${app}`)).toBe(0);
    await send(`POST /v1/resources/${db}/offline`);
    expect(await status(`DELETE /v1/resources/${db}`)).toBe(0);
  });
});

describe('dependencies (domain facts, 2.2 and 2.3)', () => {
  test('each refusal has its number', async () => {
    const [, a, b] = await pair(2);
    const [, other] = await pair(1);
    expect(await status(`PUT /v1/resources/${a}/dependencies/${other}`)).toBe(87);
    expect(await status(`PUT /v1/resources/${a}/dependencies/${a}`)).toBe(1059);
    expect(await status(`PUT /v1/resources/${a}/dependencies/${b}`)).toBe(0);
    expect(await status(`PUT /v1/resources/${a}/dependencies/${b}`)).toBe(5003);
    expect(await status(`PUT /v1/resources/${b}/dependencies/${a}`)).toBe(1059);
    expect(await status(`DELETE /v1/resources/${b}/dependencies/${a}`)).toBe(5002);
    expect(await status(`DELETE /v1/resources/${a}/dependencies/${b}`)).toBe(0);
    await send(`POST /v1/resources/${a}/online`);
    expect(await status(`PUT /v1/resources/${a}/dependencies/${b}`)).toBe(5019);
  });

  test('providers come online before, dependents go offline before', async () => {
    const [group, app, db] = await pair(2);
    await send(`PUT /v1/resources/${app}/dependencies/${db}`);
    await send(`POST /v1/resources/${app}/online`);
    expect([await stateOf(app), await stateOf(db)]).toEqual(['Online', 'Online']);
    await send(`POST /v1/resources/${db}/offline`);
    expect([await stateOf(app), await stateOf(db)]).toEqual(['Offline', 'Offline']);
    const order = (type: string): Promise<readonly string[]> =>
      scene.tidemark.items(`/v1/events?group=${group}&type=${type}&limit=1000`).then(async () => {
        const events = await scene.tidemark.items(`/v1/events?type=${type}&limit=1000`);
        const names = new Map<string, string>();
        for (const name of [app, db])
          names.set(String((await get(`/v1/resources/${name}`))['id']), name);
        return events.flatMap(
          ({ stream }) => names.get(String(stream).split('resource-')[1] ?? '') ?? [],
        );
      });
    expect(await order('ResourceOnline')).toEqual([db, app]);
    expect(await order('ResourceOffline')).toEqual([app, db]);
  });

  test('an expression with or needs one of them', async () => {
    const [group = '', app = '', ip1 = ''] = await role(['app', 'ip1', 'ip2']);
    const ip2 = `${group}-ip2`;
    const dependencyExpression = `([${ip1}] or [${ip2}])`;
    expect(await status(`PATCH /v1/resources/${app}`, { dependencyExpression })).toBe(0);
    expect(await get(`/v1/resources/${app}`)).toMatchObject({
      dependencyExpression: `[${ip1}] or [${ip2}]`,
      dependencies: [ip1, ip2],
    });
    await send(`POST /v1/resources/${app}/online`);
    await send(`PATCH /v1/resources/${ip1}`, { restartAction: 0 });
    await send(`POST /v1/resources/${ip1}/fail`);
    await scene.tidemark.settled();
    expect([await stateOf(app), await stateOf(ip1), await stateOf(ip2)]).toEqual([
      'Online',
      'Failed',
      'Online',
    ]);
    expect(await status(`PATCH /v1/resources/${app}`, { dependencyExpression: `[${ip1}` })).toBe(
      87,
    );
  });

  test('a chain of more than 100 is 5929', async () => {
    const names = Array.from({ length: 102 }, (_, index) => `r${index}`);
    const [, ...resources] = await role(names);
    const answers: number[] = [];
    for (let at = 1; at < resources.length; at += 1)
      answers.push(
        await status(
          `PUT /v1/resources/${resources[at] ?? ''}/dependencies/${resources[at - 1] ?? ''}`,
        ),
      );
    expect(answers.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => 0));
    expect(answers[100]).toBe(5929);
  });
});

describe('possible owners (domain facts, 2.2)', () => {
  test('5042 for a node that is none, 5023 for the owner while it is online, 5071 for a move', async () => {
    const [group, app] = await pair(1);
    expect(await status(`DELETE /v1/resources/${app}/possible-owners/node-b`)).toBe(0);
    expect(await status(`DELETE /v1/resources/${app}/possible-owners/node-b`)).toBe(5042);
    expect((await get(`/v1/resources/${app}`))['possibleOwners']).toEqual(['node-a', 'node-c']);
    await send(`POST /v1/resources/${app}/online`);
    expect(await status(`DELETE /v1/resources/${app}/possible-owners/node-a`)).toBe(5023);
    expect(await status(`POST /v1/groups/${group}/move`, { to: 'node-b' })).toBe(5071);
    expect(await status(`POST /v1/groups/${group}/move`)).toBe(0);
    expect((await get(`/v1/groups/${group}`))['owner']).toBe('node-c');
    expect(await status(`DELETE /v1/resources/${app}/possible-owners/node-a`)).toBe(0);
    expect(await status(`POST /v1/groups/${group}/move`)).toBe(5005);
    expect(await status(`PUT /v1/resources/${app}/possible-owners/node-b`)).toBe(0);
    expect(await status(`POST /v1/groups/${group}/move`)).toBe(0);
    expect((await get(`/v1/groups/${group}`))['owner']).toBe('node-b');
  });
});
