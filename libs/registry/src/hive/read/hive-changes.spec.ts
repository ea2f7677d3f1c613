import { describe, expect, test } from '@jest/globals';

import {
  handMadeHive,
  list,
  nk,
  offsets,
  vk,
  type HandMadeCell,
} from '../../../testing/hand-made-hive.js';
import { type RegistryChange } from '../../values/value.js';
import { changesOfHive } from './hive-changes.js';
import { HiveError } from './hive-error.js';
import { HiveReader } from './hive-reader.js';

type Cells = Readonly<Record<string, HandMadeCell>>;

const changes = (cells: Cells, key: string, maxPaths?: number): readonly RegistryChange[] => [
  ...changesOfHive(new HiveReader(handMadeHive(cells)).parts(), key, maxPaths),
];

const tree = (root: HandMadeCell = nk('r', { keys: [2, 'list'] }), name = 'A'): Cells => ({
  root,
  list: list('lh', 'a', 'b'),
  a: nk(name, { keys: [1, 'below'], values: [1, 'values'] }),
  below: list('lh', 'c'),
  c: nk('C', { parent: 'a' }),
  b: nk('B'),
  values: offsets('v'),
  v: vk('n', { type: 4, size: 0x80000004, data: 7 }),
});

describe('the changes of a hive', () => {
  test('create its keys below a key, and set its values', () => {
    expect(changes(tree(), 'X\\Y')).toEqual([
      { op: 'create-key', key: 'X\\Y' },
      { op: 'create-key', key: 'X\\Y\\A' },
      { op: 'set', key: 'X\\Y\\A', name: 'n', value: { type: 'REG_DWORD', number: 7 } },
      { op: 'create-key', key: 'X\\Y\\A\\C' },
      { op: 'create-key', key: 'X\\Y\\B' },
    ]);
  });

  test('begin below HKLM, which is there without a change', () => {
    expect(changes(tree(), '').map(({ key }) => key)).toEqual(['A', 'A', 'A\\C', 'B']);
  });
});

describe('a hive is refused', () => {
  const refusal = (...asked: Parameters<typeof changes>): readonly [boolean, string] => {
    try {
      changes(...asked);
    } catch (error) {
      if (error instanceof HiveError) return [error.offset >= 4096 + 32, error.reason];
      throw error;
    }
    throw new Error('the hive was read');
  };

  test('with values in HKLM itself', () => {
    const root = nk('r', { keys: [2, 'list'], values: [1, 'more'] });
    const cells = { ...tree(root), more: offsets('w'), w: vk('w', { size: 0 }) };
    expect(refusal(cells, '')).toEqual([true, 'HKEY_LOCAL_MACHINE itself has no values']);
    expect(changes(cells, 'X')).toHaveLength(6);
  });

  test('with the name of a root directly in HKLM', () => {
    expect(refusal(tree(undefined, 'HKLM'), '')).toEqual([
      true,
      'the name of the key "HKLM" is not relative to HKLM',
    ]);
    expect(changes(tree(undefined, 'HKLM'), 'X')).toHaveLength(5);
  });

  test('whose paths are longer than a limit, all together', () => {
    const units = 'X'.length + 2 * 'X\\A'.length + 'X\\A\\C'.length + 'X\\B'.length;
    expect(changes(tree(), 'X', units)).toHaveLength(5);
    expect(refusal(tree(), 'X', units - 1)).toEqual([
      true,
      `the paths of all keys and values have more than ${units - 1} characters`,
    ]);
  });
});
