import { describe, expect, test } from '@jest/globals';

import {
  bytes,
  handMadeHive,
  list,
  nk,
  offsets,
  placeOf,
  vk,
  type HandMadeCell,
} from '../../../testing/hand-made-hive.js';
import {
  oneValue,
  refusal,
  segments,
  small,
  type HandMadeCells as Cells,
} from '../../../testing/refused-hives.js';

const INLINE = 0x80000000;
const FIRST_CELL = 4096 + 32;

/** The place of the data of a hand-made cell, less the size in front of them. */
const cellAt = (cells: Cells, data: string): number => placeOf(handMadeHive(cells), data) - 4;

const SIGNATURES: readonly [string, Cells, string, string][] = [
  ['a root', { root: vk('v', { size: 0 }) }, 'vk', 'expected a key ("nk"), found "vk"'],
  ['a key', { ...small, a: vk('v', { size: 0 }) }, 'vk', 'expected a key ("nk"), found "vk"'],
  [
    'a list of keys',
    { ...small, list: list('lx', 'a') },
    'lx',
    'expected a list of keys ("li", "lf", "lh" or "ri"), found "lx"',
  ],
  [
    'a value',
    oneValue(nk('v')),
    'nk \0\0\0\0\0\0\0\0\0\0\0\0\0 ',
    'expected a value ("vk"), found "nk"',
  ],
  ['a value in segments', segments({ db: bytes(Buffer.from('dx')) }), 'dx', '("db"), found "dx"'],
];

test.each(SIGNATURES)('a cell that should be %s is refused', (_, cells, data, reason) => {
  const { offset, reason: found } = refusal(handMadeHive(cells));
  expect(found).toContain(reason);
  if (!data.startsWith('nk')) expect(offset).toBe(cellAt(cells, data));
});

const cut = (cell: HandMadeCell, length: number): HandMadeCell => {
  return (at) => cell(at).subarray(0, length);
};

test.each<[string, Cells, string]>([
  ['a key', { root: cut(nk('r'), 60) }, 'a key needs 76'],
  ['a key with its name', { root: cut(nk('long name'), 76) }, 'a key with its name needs 85'],
  [
    'the keys of a list',
    { ...small, list: cut(list('li', 'a', 'a', 'a'), 12) },
    'a list of 3 keys needs 16',
  ],
  [
    'the values of a list',
    { root: nk('r', { values: [4, 'values'] }), values: offsets('v') },
    'a list of 4 values needs 16',
  ],
  ['a value', oneValue(cut(vk('', { size: 0 }), 12)), 'a value needs 20'],
  ['a value with its name', oneValue(cut(vk('a long name', { size: 0 }), 20)), 'its name needs 31'],
  [
    'the data of a value',
    oneValue(vk('v', { size: 9, data: 'd' }), { d: bytes(Buffer.alloc(1)) }),
    'the data of a value needs 9',
  ],
  ['a value in segments', segments({ db: bytes(Buffer.from('db\x02\0')) }), 'segments needs 8'],
  ['a list of segments', segments({ segments: offsets('s1') }), 'a list of 2 segments needs 8'],
  ['a segment', segments({ s1: bytes(Buffer.alloc(16_300)) }), 'a segment of a value needs 16344'],
])('a cell that is too small for %s is refused', (_, cells, reason) => {
  expect(refusal(handMadeHive(cells)).reason).toContain(reason);
});

describe('a cell that two places name is refused:', () => {
  const keys = (...items: readonly string[]): Cells => ({
    root: nk('r', { keys: [items.length, 'list'] }),
    list: list('li', ...items),
    a: nk('a', { keys: [1, 'below'] }),
    below: list('li', 'root'),
  });

  test.each<[string, Cells]>([
    ['a key in two lists', { ...keys('a'), below: list('li', 'a') }],
    ['a root below itself', keys('a')],
    ['a key twice in a list', { ...keys('a', 'a'), a: nk('a') }],
    ['a list of two keys', { ...keys('a'), a: nk('a', { keys: [1, 'list'] }) }],
    [
      'a list twice in an index root',
      { ...small, list: list('ri', 'leaf', 'leaf'), leaf: list('li', 'a') },
    ],
    ['a list of values', oneValue(vk('v', { size: 4, data: 'values' }), {})],
    [
      'a value twice in a list',
      {
        root: nk('r', { values: [2, 'values'] }),
        values: offsets('v', 'v'),
        v: vk('v', { size: INLINE }),
      },
    ],
    [
      'the data of two values',
      {
        root: nk('r', { values: [2, 'values'] }),
        values: offsets('v', 'w'),
        v: vk('v', { size: 5, data: 'd' }),
        w: vk('w', { size: 5, data: 'd' }),
        d: bytes(Buffer.alloc(5)),
      },
    ],
    ['a segment twice in a list', segments({ segments: offsets('s1', 's1') })],
  ])('%s', (_, cells) => {
    const file = handMadeHive(cells);
    const { offset, reason } = refusal(file);
    expect(reason).toMatch(/^the cell is used twice, also as .*, which byte \d+ says is here$/);
    expect(file.readInt32LE(offset)).toBeLessThan(0);
  });

  test('but a cell that is free is refused before', () => {
    const file = handMadeHive(small);
    const at = placeOf(file, 'lh') - 4;
    file.writeInt32LE(-file.readInt32LE(at), at);
    expect(refusal(file)).toMatchObject({
      offset: at,
      reason: `no cell in use begins here: a list of keys, which byte ${FIRST_CELL} says is here`,
    });
  });
});
