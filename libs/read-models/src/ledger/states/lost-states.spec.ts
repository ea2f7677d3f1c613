import { beforeEach, describe, expect, test } from '@jest/globals';

import { uuidV5, type Position } from '#event-store';
import { foldName } from '#registry';

import { drop, KEY, LedgerScene, make, remove, set } from '../../../testing/ledger-scene.js';
import { type Written } from '../../../testing/written-log.js';

const OLD = `${KEY}\\Old`;

let scene: LedgerScene;
let restored: Written;

beforeEach(() => {
  scene = LedgerScene.captured();
});

/** The id of the row of a restore: of a value, or of a key. */
const rowId = ({ id }: Written, key: string, name?: string): string =>
  uuidV5(id, name === undefined ? foldName(key) : `${foldName(key)}\0${foldName(name)}`);

const acknowledge = (lostWrite: string): Written =>
  scene.log.write('cluster', '', { type: 'LostWriteAcknowledged', data: { lostWrite } });

/** The state of the only row at a position, by default after all events. */
const standing = async (at?: Position) => {
  const reads = await scene.log.read();
  const [row, ...others] = reads.lostWrites.page({}, 10, undefined).items;
  if (row === undefined || others.length > 0) throw new Error('there must be one row');
  const found = reads.ledger.states.of(row, Number(at ?? reads.position));
  await reads.close();
  return found;
};

const stateThen = async (at?: Position): Promise<string> => (await standing(at)).state;

describe('a lost value', () => {
  beforeEach(() => {
    scene.edit('a', [set('v', 2)]);
    restored = scene.restore('a', ['app', 'c'], [set('v', 1)]);
  });

  test('is open at first, also after other edits and later restores', async () => {
    scene.edit('a', [set('other', 3), set('v', 3, OLD)]);
    scene.edit('b', [set('v', 3)]);
    scene.restore('a', ['app', 'c'], [drop('other')]);
    scene.capture('app', 'c');
    const reads = await scene.log.read();
    const row = reads.lostWrites.get(rowId(restored, KEY, 'v'));
    if (row === undefined) throw new Error('there must be a row');
    const { state, decided } = reads.ledger.states.of(row, Number(reads.position));
    await reads.close();
    expect({ state, decided }).toEqual({ state: 'open', decided: undefined });
  });

  test.each([
    ['set', () => [set('V', 5)]],
    ['deleted', () => [drop('v')]],
    ['deleted with its key', () => [remove(KEY)]],
  ])('is superseded from the moment on at which it is %s', async (_, changes) => {
    const edit = scene.edit('a', changes());
    const last = scene.edit('b', [set('x', 1)]);
    expect(await stateThen(restored.position)).toBe('open');
    expect(await stateThen(edit.position)).toBe('superseded');
    expect(await stateThen(last.position)).toBe('superseded');
  });

  test('stays superseded after a later restore of the place', async () => {
    scene.edit('a', [set('v', 5)]);
    scene.capture('app', 'c');
    scene.edit('b', [set('v', 6)]);
    const again = scene.restore('a', ['web', 'd'], [set('v', 1)]);
    const reads = await scene.log.read();
    const row = reads.lostWrites.get(rowId(restored, KEY, 'v'));
    expect(row && reads.ledger.states.of(row, Number(again.position)).state).toBe('superseded');
    await reads.close();
  });

  test('is acknowledged from its first acknowledgement on, whatever is edited', async () => {
    const first = acknowledge(rowId(restored, KEY, 'v'));
    scene.edit('a', [set('v', 5)]);
    const second = acknowledge(rowId(restored, KEY, 'v'));
    expect(await stateThen(restored.position)).toBe('open');
    for (const [at, decided] of [
      [first.position, first.position],
      [second.position, first.position],
    ] as const)
      expect(await standing(at)).toEqual({ state: 'acknowledged', decided: Number(decided) });
  });

  test('is not touched by the acknowledgement of another row', async () => {
    acknowledge('another');
    expect(await stateThen()).toBe('open');
  });
});

describe('a lost key', () => {
  beforeEach(() => {
    scene.edit('a', [make(OLD), set('w', 1, OLD)]);
    restored = scene.restore('a', ['app', 'c'], [remove(OLD)]);
  });

  test.each([
    ['itself', () => [make(OLD)], 'superseded'],
    ['a value in it', () => [set('x', 1, OLD)], 'superseded'],
    ['a key below it', () => [make(`${OLD}\\Sub`)], 'superseded'],
    ['a key above it, which is deleted', () => [remove(KEY)], 'superseded'],
    ['a value beside it', () => [set('v', 9)], 'open'],
    ['a key with a longer name', () => [make(`${OLD}er`)], 'open'],
  ])('after an edit of %s', async (_, changes, wanted) => {
    scene.edit('a', changes());
    expect(await stateThen()).toBe(wanted);
    expect(await stateThen(restored.position)).toBe('open');
  });
});

describe('a lost key container', () => {
  beforeEach(() => {
    scene.addCrypto('app');
    scene.storeContainer('a', 'two');
    restored = scene.restoreContainer('a', 'app', 'one');
  });

  test('is superseded once keys are stored or deleted, not by a restore', async () => {
    expect(await stateThen()).toBe('open');
    const stored = scene.storeContainer('a', 'three');
    expect(await stateThen(stored.position)).toBe('superseded');
    expect(await stateThen(restored.position)).toBe('open');
  });
});
