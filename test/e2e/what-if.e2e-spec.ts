import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';
import { command, WhatIfScene } from './what-if-scene.js';

let tidemark: Tidemark;
let scene: WhatIfScene;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  scene = new WhatIfScene(tidemark);
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

describe('a what-if of now', () => {
  beforeEach(async () => {
    await tidemark.edit('node-a', '1433');
    await tidemark.addCheckpoint('Server');
    await tidemark.send('POST /v1/groups/SQL/online');
  });

  test('tells the events of a move and the values that come with it, and changes nothing', async () => {
    const would = await scene.expectSame([command('POST /v1/groups/SQL/move', { to: 'node-b' })]);
    expect(would['outcomes']).toMatchObject([
      { status: 200, body: { result: { owner: 'node-b' } } },
    ]);
    const [diff] = would['diffs'] as Json[];
    expect(diff).toMatchObject({ node: 'node-b', summary: { added: 3 }, more: false });
    expect((diff?.['items'] as Json[]).at(-1)).toMatchObject({ key: KEY, name: 'Port' });
    expect((would['readiness'] as Json[]).map(({ group }) => String(group))).toEqual(['SQL']);
  });

  test('tells the edits that a move would overwrite', async () => {
    await tidemark.edit('node-b', '9999');
    await tidemark.edit('node-b', 'mine', [KEY, 'Other']);
    const would = await scene.expectSame([command('POST /v1/groups/SQL/move', { to: 'node-b' })]);
    expect(would['lostWrites']).toMatchObject([
      { name: 'Port', lost: { text: '9999' }, kept: { text: '1433' } },
      { name: 'Other', lost: { text: 'mine' }, kept: null, rule: 'R3' },
    ]);
  });

  test('says which lists have more than is shown', async () => {
    const groups = Array.from({ length: 100 }, (_, index) =>
      command('POST /v1/groups', { name: `Empty ${index}`, owner: 'node-a' }),
    );
    await tidemark.send('POST /v1/batch', { commands: groups });
    const { body } = await tidemark.send('POST /v1/what-if', {
      commands: [command('POST /v1/nodes/node-a/crash')],
    });
    expect((body['readiness'] as Json[]).length).toBe(100);
    const more = { operations: false, lostWrites: false, hazards: false };
    expect(body['more']).toEqual({ ...more, readiness: true });
    const move = [command('POST /v1/groups/SQL/move', { to: 'node-b' })];
    expect((await scene.tryOut(move))['more']).toEqual({ ...more, readiness: false });
  });

  test('carries out what a crash of a node makes due', async () => {
    await scene.expectSame([command('POST /v1/nodes/node-a/crash')]);
  });

  test('lets later commands name what earlier ones create', async () => {
    const would = await scene.expectSame([
      command('POST /v1/nodes', { name: 'node-c' }),
      command('POST /v1/groups', { name: 'Web', owner: 'node-c' }),
      command('POST /v1/resources', { name: 'Site', type: 'Generic Service', group: 'Web' }),
      command('POST /v1/resources/Site/online'),
      command('POST /v1/resources/Nothing/online'),
    ]);
    const statuses = (would['outcomes'] as Json[]).map(({ status }) => Number(status));
    expect(statuses).toEqual([201, 201, 201, 200, 404]);
  });

  test('lets time pass: a failed resource is started again', async () => {
    const would = await scene.tryOut([command('POST /v1/resources/Server/fail')], {
      advance: 60_000,
    });
    const types = (would['events'] as Json[]).map(({ type }) => String(type));
    expect(types.filter((type) => type === 'ResourceOnline')).toHaveLength(1);
  });
});

describe('a what-if', () => {
  test('shows what a .reg file would change', async () => {
    await tidemark.edit('node-a', '1433');
    const file = `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\${KEY}]\r\n"Port"="1555"\r\n`;
    const path = '/v1/nodes/node-a/registry';
    const item = { method: 'PATCH', path, body: file, contentType: 'text/x-ms-regedit' };
    const would = await scene.tryOut([
      item,
      { ...item, path: '/v1/nodes/node-a/registry?strict=yes' },
    ]);
    expect(would['outcomes']).toMatchObject([{ status: 200 }, { status: 400 }]);
    expect(would['diffs']).toMatchObject([
      { node: 'node-a', items: [{ left: { value: { text: '1433' } }, change: 'changed' }] },
    ]);
  });

  test.each([
    ['POST /v1/nodes/node-a/key-containers/x/reveal', 'a what-if reveals no key'],
    ['POST /v1/audit/verify', 'a what-if begins and ends no job'],
    ['POST /v1/backups', 'a what-if takes and restores no backup'],
    ['POST /v1/what-if', 'a what-if has commands alone'],
  ])('refuses %s', async (request, reason) => {
    const { status, body } = await tidemark.send('POST /v1/what-if', {
      commands: [command(request)],
    });
    expect(status).toBe(400);
    expect(body['errors']).toMatchObject([{ pointer: '/commands/0/path' }]);
    expect(body['detail']).toContain(reason);
  });

  test('is given up when the request waits no longer', async () => {
    const commands = Array.from({ length: 20 }, () => command('POST /v1/groups/SQL/move'));
    const patience = { prefer: 'wait=0' };
    const { status, body } = await tidemark.send('POST /v1/what-if', { commands }, patience);
    expect([status, body['title']]).toEqual([503, 'what if timed out']);
  });

  test('answers a command that no route has, and a body that is none', async () => {
    const would = await scene.tryOut([
      command('POST /v1/nowhere'),
      command('POST /v1/nodes', { name: 7 }),
    ]);
    expect(would['outcomes']).toMatchObject([{ status: 404 }, { status: 400 }]);
    expect(would['events']).toEqual([]);
  });
});
