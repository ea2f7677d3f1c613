import { beforeEach, describe, expect, test } from '@jest/globals';

import { idOf } from '#testing/processes';

import { drop, KEY, LedgerScene, remove, set } from '../../../testing/ledger-scene.js';

const OLD = `${KEY}\\Old`;
let scene: LedgerScene;

beforeEach(() => {
  scene = LedgerScene.captured();
});

describe('a capture over a missing restore', () => {
  test('secures the edits of its own places, and of no others', async () => {
    scene.edit('b', [set('x', 7), set('y', 7)]);
    const [failed] = scene.online('app', 'b', ['c']);
    if (failed === undefined) throw new Error('nothing has failed');
    scene.edit('b', [set('y', 8)]);
    scene.captureOver('app', 'c', { failed, changes: [set('y', 8)] });
    scene.end('app', 'b');
    scene.restore('b', ['app', 'c'], [drop('x'), set('y', 9)]);
    expect(await scene.onlyRow()).toMatchObject({ name: 'x', lost: 7, rule: 'R3' });
  });

  test('does not secure later edits there', async () => {
    const [failed] = scene.online('app', 'b', ['c']);
    if (failed === undefined) throw new Error('nothing has failed');
    scene.edit('b', [set('y', 8)]);
    scene.captureOver('app', 'c', { failed, changes: [set('y', 8)] });
    scene.end('app', 'b');
    scene.edit('b', [set('y', 9)]);
    scene.restore('b', ['app', 'c'], [set('y', 8)]);
    expect(await scene.onlyRow()).toMatchObject({ name: 'y', lost: 9, kept: 8, edits: 1 });
  });

  test('does not secure edits between two intervals, in the second of which nothing was edited', async () => {
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
    expect(await scene.onlyRow()).toMatchObject({ name: 'y', lost: 9, kept: 8 });
  });

  test('secures the places of its parts once the last part is there', async () => {
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

  test('secures a deleted key with all of its places', async () => {
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

describe('an operation lists', () => {
  const together = async (operation: string) => {
    const reads = await scene.log.read();
    const found = reads.lostWrites.together(idOf(operation), reads.position, 2);
    await reads.close();
    return found;
  };

  test('its lost places, up to a limit', async () => {
    scene.edit('a', [set('v', 2), set('w', 2), set('x', 2, OLD)]);
    const changes = [set('v', 1), drop('w'), remove(OLD)];
    scene.restore('a', ['app', 'c'], changes, { operation: 'online' });
    expect(await together('online')).toMatchObject({
      ...{ rows: 3, keys: 1, values: 3, more: true },
      items: [{ key: OLD }, { name: 'w' }],
    });
  });

  test('the changes of a restore by command', async () => {
    scene.restore('b', ['app', 'c'], [set('v', 1)]);
    const more = { deliberate: true, operation: 'restore now' } as const;
    scene.restore('b', ['app', 'c'], [set('v', 2)], more);
    expect(await together('restore now')).toMatchObject({
      ...{ rows: 1, keys: 0, values: 1, more: false },
      items: [{ rule: null, name: 'v', isDeliberate: true }],
    });
  });

  test('the displaced places of a recapture', async () => {
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
