import { beforeEach, describe, expect, test } from '@jest/globals';

import { idOf } from '#testing/processes';

import { drop, LedgerScene, set } from '../../../testing/ledger-scene.js';

let scene: LedgerScene;

beforeEach(() => {
  scene = LedgerScene.captured();
});

describe('the rule is that of the edit', () => {
  test.each<[string, 'R2' | 'R3', () => void]>([
    ['on the owner, the resource offline', 'R2', () => scene.edit('a', [set('v', 2)])],
    [
      'on the owner, the resource online',
      'R3',
      () => {
        scene.online('app', 'a');
        scene.edit('a', [set('v', 2)]);
      },
    ],
    [
      'on the owner, the resource failed',
      'R2',
      () => {
        scene.online('app', 'a');
        scene.end('app', 'a', 'ResourceFailed');
        scene.edit('a', [set('v', 2)]);
      },
    ],
    [
      'after the closing revision, before the resource is offline',
      'R2',
      () => {
        scene.online('app', 'a');
        scene.leave('app', 'a');
        const { revision } = scene.edit('a', [set('v', 2)]);
        scene.end('app', 'a', 'ResourceOffline', revision - 1);
      },
    ],
    [
      'up to the closing revision, while the resource goes offline',
      'R3',
      () => {
        scene.online('app', 'a');
        scene.leave('app', 'a');
        const { revision } = scene.edit('a', [set('v', 2)]);
        scene.end('app', 'a', 'ResourceOffline', revision);
      },
    ],
    [
      'on a node that no longer owned the group',
      'R3',
      () => {
        scene.own('app', 'b');
        scene.edit('a', [set('v', 2)]);
      },
    ],
    [
      'on a node that owned the group then, and no longer does',
      'R2',
      () => {
        scene.edit('a', [set('v', 2)]);
        scene.own('app', 'b');
        scene.online('app', 'b');
      },
    ],
  ])('made %s: %s', async (_, rule, write) => {
    write();
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toMatchObject({ rule, lost: 2 });
  });
});

describe('live data of another resource is lost by rule 6', () => {
  test('with or without a capture, and the row names its resource', async () => {
    scene.add('web', 'd');
    scene.online('web', 'a');
    scene.edit('a', [set('v', 2)]);
    scene.capture('web', 'd');
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toMatchObject({
      rule: 'R6',
      checkpoint: 'c',
      victims: ['d'],
      edits: 1,
    });
  });

  test('once for all of them, in one row', async () => {
    scene.add('web', 'd');
    scene.add('queue', 'e', 'SOFTWARE\\Contoso');
    scene.online('web', 'a');
    scene.online('queue', 'a');
    scene.restore('a', ['app', 'c'], [set('v', 9)]);
    const victims = (await scene.onlyRow()) as { victims: string[]; edits: number };
    expect([victims.victims.toSorted(), victims.edits]).toEqual([['d', 'e'], 0]);
  });

  test('but not if that resource is offline: then the edit decides', async () => {
    scene.add('web', 'd');
    scene.online('web', 'a');
    scene.edit('a', [set('v', 2)]);
    scene.capture('web', 'd');
    scene.end('web', 'a');
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toMatchObject({ rule: 'R2', victims: [] });
  });

  test('from its stored copy, too, if its own restore was missing', async () => {
    scene.add('web', 'd');
    scene.edit('b', [set('v', 5), set('stale', 5)]);
    scene.online('web', 'b', ['d']);
    const restored = scene.restore('b', ['app', 'c'], [set('v', 9), drop('stale'), set('n', 9)]);
    const clobberedBy = {
      ...{ resource: idOf('app'), checkpoint: idOf('c'), nodeRevision: restored.revision },
    };
    scene.capture('web', 'd', { node: 'b', reason: 'clobbered', clobberedBy });
    const rows = await scene.rows();
    expect(rows.map(({ name, lost, kept, lostFrom }) => [name, lost, kept, lostFrom])).toEqual([
      ['n', null, 9, 'node'],
      ['stale', 5, null, 'node'],
      ['v', 5, 9, 'node'],
      ['v', 1, 9, 'capture'],
    ]);
    expect(rows.at(-1)).toMatchObject({
      ...{ rule: 'R6', checkpoint: 'c', victims: ['d'], edits: 0 },
    });
  });
});
