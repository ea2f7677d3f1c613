import { beforeEach, describe, expect, test } from '@jest/globals';

import { drop, KEY, LedgerScene, make, remove, set } from '../../../testing/ledger-scene.js';

const OLD = `${KEY}\\Old`;
let scene: LedgerScene;

beforeEach(() => {
  scene = LedgerScene.captured();
});

describe('a place whose edit has no capture is lost', () => {
  test('as the value that was set, with its rule and its restore', async () => {
    const edit = scene.edit('a', [set('v', 2)], { actor: 'alice' });
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toEqual({
      ...{ rule: 'R2', node: 'a', checkpoint: 'c', key: KEY, name: 'v', lost: 2, kept: 1 },
      ...{ edits: 1, victims: [], lostFrom: 'node', written: Number(edit.position) },
    });
  });

  test('as an absence, if a value was deleted', async () => {
    scene.edit('a', [drop('v')]);
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toMatchObject({ name: 'v', lost: null, kept: 1, edits: 1 });
  });

  test('as one key, if a key was deleted', async () => {
    const edit = scene.edit('a', [remove(KEY)]);
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toMatchObject({
      ...{ key: KEY, name: null, lost: null, kept: { keys: 1, values: 1 } },
      ...{ edits: 2, written: Number(edit.position) },
    });
  });

  test('as one key without a kept side, if an empty key was created', async () => {
    scene.edit('a', [make(OLD)]);
    scene.restore('a', ['app', 'c'], [remove(OLD)]);
    expect(await scene.onlyRow()).toMatchObject({
      ...{ key: OLD, name: null, lost: { keys: 1, values: 0 }, kept: null, edits: 1 },
    });
  });

  test('once, with the last state and the number of edits, if it was edited often', async () => {
    scene.edit('a', [set('v', 2)], { actor: 'alice' });
    scene.edit('a', [set('v', 3), set('v', 4)]);
    const last = scene.edit('a', [set('v', 5)], { actor: 'bob' });
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toMatchObject({
      lost: 5,
      edits: 3,
      written: Number(last.position),
    });
  });

  test('with only the edits since a capture', async () => {
    for (const number of [2, 3, 4]) scene.edit('a', [set('v', number)]);
    scene.capture('app', 'c');
    for (const number of [5, 6]) scene.edit('a', [set('v', number)]);
    scene.restore('a', ['app', 'c'], [set('v', 4)]);
    for (const number of [7, 8, 9]) scene.edit('a', [set('v', number)]);
    scene.restore('a', ['app', 'c'], [set('v', 4)]);
    expect((await scene.rows()).map(({ edits }) => edits)).toEqual([2, 3]);
  });

  test('if its type alone differs', async () => {
    const value = { type: 'REG_DWORD_BIG_ENDIAN', number: 1 } as const;
    scene.edit('a', [{ op: 'set', key: KEY, name: 'v', value }]);
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toMatchObject({ name: 'v', lost: 1, kept: 1 });
  });

  test('also from before the checkpoint was added, on another node by rule 3', async () => {
    scene = new LedgerScene();
    scene.edit('b', [set('v', 7)]);
    scene.edit('a', [set('v', 1)]);
    scene.add('app', 'c');
    scene.restore('b', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toMatchObject({ rule: 'R3', node: 'b', lost: 7, kept: 1 });
  });

  test('once, if checkpoints of one resource contain each other', async () => {
    scene.edit('b', [set('w', 7, OLD)]);
    scene.add('app', 'd', OLD);
    scene.restore('b', ['app', 'c'], [remove(OLD), set('v', 1)]);
    scene.restore('b', ['app', 'd'], [], { key: OLD });
    expect(await scene.onlyRow()).toMatchObject({
      checkpoint: 'c',
      key: OLD,
      lost: { keys: 1, values: 1 },
    });
  });
});

describe('nothing is lost', () => {
  test.each<[string, () => void]>([
    [
      'if a value equals the restored one',
      () => {
        scene.edit('a', [set('v', 2)]);
        scene.edit('a', [set('v', 1)]);
        scene.restore('a', ['app', 'c'], []);
      },
    ],
    [
      'if only the case of a name differs',
      () => {
        scene.edit('a', [drop('v'), set('V', 1)]);
        scene.restore('a', ['app', 'c'], [set('v', 1)]);
      },
    ],
    [
      'if one event deletes a key and creates it again with the same content',
      () => {
        scene.restore('b', ['app', 'c'], [set('v', 1), make(OLD)]);
        scene.edit('b', [remove(KEY), set('V', 1), make(OLD)]);
        scene.restore('b', ['app', 'c'], [set('v', 2), remove(OLD)]);
      },
    ],
    [
      'if a restore ends in the state from before',
      () => {
        scene.edit('a', [set('v', 2)]);
        scene.restore('a', ['app', 'c'], [set('v', 3), set('v', 2)]);
      },
    ],
    [
      'if the last change was a restore',
      () => {
        scene.restore('b', ['app', 'c'], [set('v', 1)]);
        scene.restore('b', ['app', 'c'], [set('v', 2)]);
      },
    ],
    [
      'if the place was never written',
      () => {
        scene.restore('b', ['app', 'c'], [set('v', 1)]);
      },
    ],
    [
      'if a capture is of the very revision of the edit',
      () => {
        const { revision } = scene.edit('a', [set('v', 2)]);
        scene.capture('app', 'c', { at: revision });
        scene.restore('a', ['app', 'c'], [set('v', 1)]);
      },
    ],
    [
      'if a later capture is of an earlier revision',
      () => {
        const { revision } = scene.edit('a', [set('v', 2)]);
        scene.capture('app', 'c', { at: revision });
        scene.capture('app', 'c', { at: revision - 1 });
        scene.restore('a', ['app', 'c'], [set('v', 1)]);
      },
    ],
    [
      'if a restore came after the edit and left it as it was',
      () => {
        scene.edit('b', [set('v', 1)]);
        scene.restore('b', ['app', 'c'], []);
        scene.restore('b', ['app', 'c'], [set('v', 2)]);
      },
    ],
    [
      'by a restore by command',
      () => {
        scene.edit('a', [set('v', 2)]);
        scene.restore('a', ['app', 'c'], [set('v', 1)], { deliberate: true });
      },
    ],
  ])('%s', async (_, write) => {
    write();
    expect(await scene.rows()).toEqual([]);
  });

  test('that a capture of the revision before does not have', async () => {
    const { revision } = scene.edit('a', [set('v', 2)]);
    scene.capture('app', 'c', { at: revision - 1 });
    scene.restore('a', ['app', 'c'], [set('v', 1)]);
    expect(await scene.onlyRow()).toMatchObject({ lost: 2 });
  });
});

describe('a subtree that exists on one side only', () => {
  test('is one row, by its topmost key, if all of it is lost alike', async () => {
    scene.edit('a', [make(OLD), set('w', 1, `${OLD}\\Deep`)]);
    const last = scene.edit('a', [set('x', 1, OLD)], { actor: 'bob' });
    scene.restore('a', ['app', 'c'], [remove(OLD)]);
    expect(await scene.onlyRow()).toMatchObject({
      ...{ key: OLD, name: null, lost: { keys: 2, values: 2 }, kept: null },
      ...{ edits: 4, written: Number(last.position) },
    });
  });

  test('is listed place by place if one place differs, and by the subtrees without differences', async () => {
    scene.restore('b', ['app', 'c'], [set('w', 1, OLD)]);
    scene.edit('b', [set('x', 1, OLD), set('y', 1, `${OLD}\\Deep`)]);
    scene.restore('b', ['app', 'c'], [remove(OLD)]);
    const rows = await scene.rows();
    expect(rows.map(({ key, name, lost }) => [key, name, lost])).toEqual([
      [OLD, 'x', 1],
      [`${OLD}\\Deep`, null, { keys: 1, values: 1 }],
    ]);
  });

  test('is one row for its topmost key alone if nothing else in it is lost', async () => {
    scene.edit('a', [make(OLD)]);
    scene.restore('a', ['app', 'd'], [set('w', 1, OLD)]);
    scene.restore('a', ['app', 'c'], [remove(OLD)]);
    const rows = await scene.rows();
    expect(rows.map(({ key, name, lost }) => [key, name, lost])).toEqual([
      [OLD, null, { keys: 1, values: 0 }],
    ]);
  });
});
