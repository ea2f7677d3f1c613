import { beforeEach, describe, expect, test } from '@jest/globals';

import { idOf } from '#testing/processes';

import { drop, KEY, LedgerScene, make, remove, set } from '../../testing/ledger-scene.js';

const OLD = `${KEY}\\Old`;
let scene: LedgerScene;

/** `v` is 1 on node a, which is captured. */
beforeEach(() => {
  scene = new LedgerScene(['app', 'web', 'queue']);
  scene.edit('a', [set('v', 1)]);
  scene.add('app', 'c');
});

/** The one row that there is. */
const row = async (): Promise<object | undefined> => {
  const [first, ...others] = await scene.rows();
  expect(others).toEqual([]);
  return first;
};

describe('a place whose edit no capture has is lost', () => {
  test('as the value that was set, with its rule and its restore', async () => {
    const edit = scene.edit('a', [set('v', 2)], { actor: 'alice' });
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await row()).toEqual({
      ...{ rule: 'R2', node: 'a', checkpoint: 'c', key: KEY, name: 'v', lost: 2, kept: 1 },
      ...{ edits: 1, victims: [], lostFrom: 'node', written: Number(edit.position) },
    });
  });

  test('as nothing, where a value was deleted', async () => {
    scene.edit('a', [drop('v')]);
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await row()).toMatchObject({ name: 'v', lost: null, kept: 1, edits: 1 });
  });

  test('as one key, where a key was deleted', async () => {
    const edit = scene.edit('a', [remove(KEY)]);
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await row()).toMatchObject({
      ...{ key: KEY, name: null, lost: null, kept: { keys: 1, values: 1 } },
      ...{ edits: 2, written: Number(edit.position) },
    });
  });

  test('as one key with nothing kept, where an empty key was created', async () => {
    scene.edit('a', [make(OLD)]);
    scene.restore('a', ['app', 'c'], [remove(OLD)]);
    expect(await row()).toMatchObject({
      ...{ key: OLD, name: null, lost: { keys: 1, values: 0 }, kept: null, edits: 1 },
    });
  });

  test('once, with the last state and the number of edits, where it was edited often', async () => {
    scene.edit('a', [set('v', 2)], { actor: 'alice' });
    scene.edit('a', [set('v', 3), set('v', 4)]);
    const last = scene.edit('a', [set('v', 5)], { actor: 'bob' });
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await row()).toMatchObject({ lost: 5, edits: 3, written: Number(last.position) });
  });

  test('with the edits since a capture alone', async () => {
    for (const number of [2, 3, 4]) scene.edit('a', [set('v', number)]);
    scene.capture('app', 'c');
    for (const number of [5, 6]) scene.edit('a', [set('v', number)]);
    scene.restore('a', ['app', 'c'], [set('v', 4)]);
    for (const number of [7, 8, 9]) scene.edit('a', [set('v', number)]);
    scene.restore('a', ['app', 'c'], [set('v', 4)]);
    expect((await scene.rows()).map(({ edits }) => edits)).toEqual([2, 3]);
  });

  test('where its type alone is another one', async () => {
    const value = { type: 'REG_DWORD_BIG_ENDIAN', number: 1 } as const;
    scene.edit('a', [{ op: 'set', key: KEY, name: 'v', value }]);
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await row()).toMatchObject({ name: 'v', lost: 1, kept: 1 });
  });

  test('also from before the checkpoint was there, on another node by rule 3', async () => {
    scene = new LedgerScene();
    scene.edit('b', [set('v', 7)]);
    scene.edit('a', [set('v', 1)]);
    scene.add('app', 'c');
    scene.restore('b', ['app', 'c'], [set('v', 1)]);
    expect(await row()).toMatchObject({ rule: 'R3', node: 'b', lost: 7, kept: 1 });
  });

  test('once, where checkpoints of one resource contain each other', async () => {
    scene.edit('b', [set('w', 7, OLD)]);
    scene.add('app', 'd', OLD);
    scene.restore('b', ['app', 'c'], [remove(OLD), set('v', 1)]);
    scene.restore('b', ['app', 'd'], [], { key: OLD });
    expect(await row()).toMatchObject({ checkpoint: 'c', key: OLD, lost: { keys: 1, values: 1 } });
  });
});

describe('nothing is lost', () => {
  test.each<[string, () => void]>([
    [
      'where a value equals the restored one',
      () => {
        scene.edit('a', [set('v', 2)]);
        scene.edit('a', [set('v', 1)]);
        scene.restore('a', ['app', 'c'], []);
      },
    ],
    [
      'where the case of a name alone is another one',
      () => {
        scene.edit('a', [drop('v'), set('V', 1)]);
        scene.restore('a', ['app', 'c'], [set('v', 1)]);
      },
    ],
    [
      'where one event deletes a key and makes it again as it was',
      () => {
        scene.restore('b', ['app', 'c'], [set('v', 1), make(OLD)]);
        scene.edit('b', [remove(KEY), set('V', 1), make(OLD)]);
        scene.restore('b', ['app', 'c'], [set('v', 2), remove(OLD)]);
      },
    ],
    [
      'where a restore has the state of before in the end',
      () => {
        scene.edit('a', [set('v', 2)]);
        scene.restore('a', ['app', 'c'], [set('v', 3), set('v', 2)]);
      },
    ],
    [
      'where the last change was a restore',
      () => {
        scene.restore('b', ['app', 'c'], [set('v', 1)]);
        scene.restore('b', ['app', 'c'], [set('v', 2)]);
      },
    ],
    [
      'where nobody ever wrote',
      () => {
        scene.restore('b', ['app', 'c'], [set('v', 1)]);
      },
    ],
    [
      'where a capture is of the very revision of the edit',
      () => {
        const { revision } = scene.edit('a', [set('v', 2)]);
        scene.capture('app', 'c', { at: revision });
        scene.restore('a', ['app', 'c'], [set('v', 1)]);
      },
    ],
    [
      'where a later capture is of an earlier revision',
      () => {
        const { revision } = scene.edit('a', [set('v', 2)]);
        scene.capture('app', 'c', { at: revision });
        scene.capture('app', 'c', { at: revision - 1 });
        scene.restore('a', ['app', 'c'], [set('v', 1)]);
      },
    ],
    [
      'where a restore came after the edit and left it as it was',
      () => {
        scene.edit('b', [set('v', 1)]);
        scene.restore('b', ['app', 'c'], []);
        scene.restore('b', ['app', 'c'], [set('v', 2)]);
      },
    ],
    [
      'by a restore that an operator has commanded',
      () => {
        scene.edit('a', [set('v', 2)]);
        scene.restore('a', ['app', 'c'], [set('v', 1)], { deliberate: true });
      },
    ],
  ])('%s', async (_, write) => {
    write();
    expect(await scene.rows()).toEqual([]);
  });

  test('that a capture of the revision before has not', async () => {
    const { revision } = scene.edit('a', [set('v', 2)]);
    scene.capture('app', 'c', { at: revision - 1 });
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await row()).toMatchObject({ lost: 2 });
  });
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
      'on a node that owned the group no longer',
      'R3',
      () => {
        scene.own('app', 'b');
        scene.edit('a', [set('v', 2)]);
      },
    ],
    [
      'on a node that owned the group then, and owns it no longer',
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
    expect(await row()).toMatchObject({ rule, lost: 2 });
  });
});

describe('live data of another resource is lost by rule 6', () => {
  test('whether it was captured or not, and names whose it was', async () => {
    scene.add('web', 'd');
    scene.online('web', 'a');
    scene.edit('a', [set('v', 2)]);
    scene.capture('web', 'd');
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await row()).toMatchObject({ rule: 'R6', checkpoint: 'c', victims: ['d'], edits: 1 });
  });

  test('once for all of them, in one row', async () => {
    scene.add('web', 'd');
    scene.add('queue', 'e', 'SOFTWARE\\Contoso');
    scene.online('web', 'a');
    scene.online('queue', 'a');
    scene.restore('a', ['app', 'c'], [set('v', 9)]);
    const victims = (await row()) as { victims: string[]; edits: number };
    expect([victims.victims.toSorted(), victims.edits]).toEqual([['d', 'e'], 0]);
  });

  test('and not where that resource is offline: then the edit decides', async () => {
    scene.add('web', 'd');
    scene.online('web', 'a');
    scene.edit('a', [set('v', 2)]);
    scene.capture('web', 'd');
    scene.end('web', 'a');
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await row()).toMatchObject({ rule: 'R2', victims: [] });
  });

  test('from its stored copy, too, where its own restore was missing', async () => {
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

describe('a capture over a missing restore', () => {
  test('has the edits of its own places, and of no other one', async () => {
    scene.edit('b', [set('x', 7), set('y', 7)]);
    const [failed] = scene.online('app', 'b', ['c']);
    if (failed === undefined) throw new Error('nothing has failed');
    scene.edit('b', [set('y', 8)]);
    scene.captureOver('app', 'c', { failed, changes: [set('y', 8)] });
    scene.end('app', 'b');
    scene.restore('b', ['app', 'c'], [drop('x'), set('y', 9)]);
    expect(await row()).toMatchObject({ name: 'x', lost: 7, rule: 'R3' });
  });

  test('has not what was edited there afterwards', async () => {
    const [failed] = scene.online('app', 'b', ['c']);
    if (failed === undefined) throw new Error('nothing has failed');
    scene.edit('b', [set('y', 8)]);
    scene.captureOver('app', 'c', { failed, changes: [set('y', 8)] });
    scene.end('app', 'b');
    scene.edit('b', [set('y', 9)]);
    scene.restore('b', ['app', 'c'], [set('y', 8)]);
    expect(await row()).toMatchObject({ name: 'y', lost: 9, kept: 8, edits: 1 });
  });

  test('has not what was edited between two windows, in the second of which it was left alone', async () => {
    const [first] = scene.online('app', 'b', ['c']);
    if (first === undefined) throw new Error('nothing has failed');
    scene.edit('b', [set('y', 8)]);
    scene.captureOver('app', 'c', { failed: first, changes: [set('y', 8)] });
    scene.end('app', 'b');
    scene.edit('b', [set('y', 9)]);
    const [second] = scene.online('app', 'b', ['c']);
    if (second === undefined) throw new Error('nothing has failed');
    scene.edit('b', [set('z', 9)]);
    scene.captureOver('app', 'c', { failed: second, changes: [set('z', 9)] });
    scene.end('app', 'b');
    scene.restore('b', ['app', 'c'], [set('y', 8)]);
    expect(await row()).toMatchObject({ name: 'y', lost: 9, kept: 8 });
  });

  test('has the places of its parts once the last of them is there', async () => {
    const [failed] = scene.online('app', 'b', ['c']);
    if (failed === undefined) throw new Error('nothing has failed');
    const before = scene.log.revisionOf('b');
    scene.edit('b', [set('y', 8), set('z', 8)]);
    const part = { restoreFailed: failed.id, node: idOf('b') as never, nodeRevision: before };
    scene.log.captured('app', {
      ...{ checkpoint: 'c', number: 2, reason: 'changed', source: { capture: 1 } },
      ...{ changes: [set('y', 8)], overUnrestored: part },
    });
    scene.capture('web', 'other');
    scene.log.captured('app', {
      ...{ checkpoint: 'c', number: 3, reason: 'changed', source: { capture: 2 } },
      changes: [set('z', 8)],
      overUnrestored: { ...part, nodeRevision: scene.log.revisionOf('b') },
    });
    scene.end('app', 'b');
    scene.restore('b', ['app', 'c'], [set('y', 9), set('z', 9)]);
    expect(await scene.rows()).toEqual([]);
  });

  test('has a deleted key with all that was in it', async () => {
    scene.edit('b', [set('w', 7, OLD)]);
    const [failed] = scene.online('app', 'b', ['c']);
    if (failed === undefined) throw new Error('nothing has failed');
    scene.edit('b', [remove(OLD)]);
    scene.captureOver('app', 'c', { failed, changes: [remove(OLD)] });
    scene.end('app', 'b');
    scene.restore('b', ['app', 'c'], [set('w', 1, OLD)]);
    expect(await scene.rows()).toEqual([]);
  });
});

describe('a subtree that exists on one side only', () => {
  test('is one row, by its topmost key, where all of it is lost alike', async () => {
    scene.edit('a', [make(OLD), set('w', 1, `${OLD}\\Deep`)]);
    const last = scene.edit('a', [set('x', 1, OLD)], { actor: 'bob' });
    scene.restore('a', ['app', 'c'], [remove(OLD)]);
    expect(await row()).toMatchObject({
      ...{ key: OLD, name: null, lost: { keys: 2, values: 2 }, kept: null },
      ...{ edits: 4, written: Number(last.position) },
    });
  });

  test('is told place by place where one place in it differs, and by the subtrees that do not', async () => {
    scene.restore('b', ['app', 'c'], [set('w', 1, OLD)]);
    scene.edit('b', [set('x', 1, OLD), set('y', 1, `${OLD}\\Deep`)]);
    scene.restore('b', ['app', 'c'], [remove(OLD)]);
    const rows = await scene.rows();
    expect(rows.map(({ key, name, lost }) => [key, name, lost])).toEqual([
      [OLD, 'x', 1],
      [`${OLD}\\Deep`, null, { keys: 1, values: 1 }],
    ]);
  });

  test('is one row for its topmost key alone where nothing else in it is lost', async () => {
    scene.edit('a', [make(OLD)]);
    scene.restore('a', ['app', 'd'], [set('w', 1, OLD)]);
    scene.restore('a', ['app', 'c'], [remove(OLD)]);
    const rows = await scene.rows();
    expect(rows.map(({ key, name, lost }) => [key, name, lost])).toEqual([
      [OLD, null, { keys: 1, values: 0 }],
    ]);
  });
});

describe('a key container', () => {
  beforeEach(() => {
    scene.storeContainer('a', 'one');
    scene.addCrypto('app');
    scene.captureContainer('app', 'one');
  });

  test('is lost by the rule of its edit, with its fingerprints', async () => {
    scene.storeContainer('b', 'two');
    const edit = scene.storeContainer('b', 'three');
    scene.restoreContainer('b', 'app', 'one');
    expect(await row()).toEqual({
      ...{ rule: 'R3', node: 'b', checkpoint: 'crypto', key: '24\\P\\C', name: null },
      ...{ lost: { fingerprint: 'three' }, kept: { fingerprint: 'one' }, edits: 2, victims: [] },
      ...{ lostFrom: 'node', written: Number(edit.position) },
    });
  });

  test('is lost by rule 2 on the owner', async () => {
    scene.storeContainer('a', 'two');
    scene.restoreContainer('a', 'app', 'one');
    expect(await row()).toMatchObject({ rule: 'R2', lost: { fingerprint: 'two' } });
  });

  test('is lost as nothing where it was deleted', async () => {
    scene.log.node('a', 'KeyContainerDeleted', {
      ...{ container: idOf('container a'), key: idOf('one'), fingerprint: 'one' },
    });
    scene.restoreContainer('a', 'app', 'one');
    expect(await row()).toMatchObject({ lost: null, kept: { fingerprint: 'one' } });
  });

  test('that is there already is not lost', async () => {
    scene.storeContainer('b', 'one');
    scene.restoreContainer('b', 'app', 'one');
    expect(await scene.rows()).toEqual([]);
  });

  test('of a stored copy is lost where another one is captured over a missing restore', async () => {
    const [failed] = scene.online('app', 'b', ['crypto']);
    if (failed === undefined) throw new Error('nothing has failed');
    scene.storeContainer('b', 'two');
    scene.captureContainer('app', 'two', { node: 'b', failed });
    scene.storeContainer('b', 'three');
    scene.captureContainer('app', 'three', { node: 'b', failed });
    expect(await row()).toMatchObject({
      ...{ checkpoint: 'crypto', key: '24\\P\\C', lost: { fingerprint: 'one' } },
      ...{ kept: { fingerprint: 'two' }, lostFrom: 'capture', rule: 'R3' },
    });
  });
});

describe('an operation lists', () => {
  const together = async (operation: string) => {
    const reads = await scene.log.read();
    const found = reads.lostWrites.together(idOf(operation), reads.position, 2);
    await reads.close();
    return found;
  };

  test('what it has lost, up to a limit', async () => {
    scene.edit('a', [set('v', 2), set('w', 2), set('x', 2, OLD)]);
    const changes = [set('v', 1), drop('w'), remove(OLD)];
    scene.restore('a', ['app', 'c'], changes, { operation: 'online' });
    expect(await together('online')).toMatchObject({
      ...{ rows: 3, keys: 1, values: 3, more: true },
      items: [{ key: OLD }, { name: 'w' }],
    });
  });

  test('what a commanded restore has changed', async () => {
    scene.restore('b', ['app', 'c'], [set('v', 1)]);
    const more = { deliberate: true, operation: 'restore now' } as const;
    scene.restore('b', ['app', 'c'], [set('v', 2)], more);
    expect(await together('restore now')).toMatchObject({
      ...{ rows: 1, keys: 0, values: 1, more: false },
      items: [{ rule: null, name: 'v', isDeliberate: true }],
    });
  });

  test('what a recapture has displaced', async () => {
    scene.edit('b', [set('v', 5)]);
    scene.online('app', 'b', ['c']);
    const { position } = scene.capture('app', 'c', { node: 'b', reason: 'recaptured' });
    const reads = await scene.log.read();
    const operation = reads.events.at(Number(position))?.metadata.operation ?? '';
    expect(reads.lostWrites.together(operation, position, 10)).toMatchObject({
      rows: 1,
      items: [{ rule: null, name: 'v', lost: { value: { number: 1 } }, isDeliberate: true }],
    });
    expect(reads.lostWrites.total({})).toEqual({ rows: 0, keys: 0, values: 0 });
    await reads.close();
  });
});
