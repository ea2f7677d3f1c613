import { describe, expect, test } from '@jest/globals';

import {
  bytes,
  db,
  handMadeHive,
  list,
  nk,
  offsets,
  sealed,
  vk,
  type HandMadeCell,
} from '../../../testing/hand-made-hive.js';
import { contentOf } from '../../../testing/model.js';
import { emptyTree, findKey, keyValues, subKeys } from '../../tree/tree.js';
import { valueBytes, valueType } from '../../values/value-bytes.js';
import { HiveReader } from './hive-reader.js';
import { treeOfHive } from './hive-tree.js';

type Cells = Readonly<Record<string, HandMadeCell>>;

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const INLINE = 0x80000000;

const treeOf = (cells: Cells, minor?: number) =>
  treeOfHive(new HiveReader(handMadeHive(cells, minor)).parts());

/** Two keys in a list of a kind. */
const twoKeys = (kind: string): Cells => ({
  root: nk('r', { keys: [2, 'list'] }),
  list: list(kind, 'a', 'b'),
  a: nk('a'),
  b: nk('b'),
});

const names = (cells: Cells): readonly string[] =>
  [...subKeys(treeOf(cells))].map(({ name }) => name);

describe('the keys of a key are read from', () => {
  test.each(['li', 'lf', 'lh'])('one list of the kind %s', (kind) => {
    expect(names(twoKeys(kind))).toEqual(['a', 'b']);
  });

  test('an index root over lists of several kinds', () => {
    expect(
      names({
        root: nk('r', { keys: [4, 'index'] }),
        index: list('ri', 'first', 'second', 'third'),
        first: list('li', 'a', 'b'),
        second: list('lf', 'c'),
        third: list('lh', 'd'),
        a: nk('a'),
        b: nk('b'),
        c: nk('c'),
        d: nk('d'),
      }),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a list that is not sorted', () => {
    expect(names({ ...twoKeys('lh'), list: list('lh', 'b', 'a') })).toEqual(['a', 'b']);
  });

  test('no list at all if the key says that it has none', () => {
    expect(names({ ...twoKeys('lh'), root: nk('r', { keys: [0, 'list'] }) })).toEqual([]);
  });
});

test.each([
  ['one byte for each unit', 'Gr\u00fc\u00dfe\u00ff', 'Gr\u00fc\u00dfe\u00ff'],
  ['UTF-16', utf16('\u03a9\ud83d\ude00'), '\u03a9\ud83d\ude00'],
  ['UTF-16 where one byte would do', utf16('abc'), 'abc'],
  ['UTF-16 with half of a pair', utf16('\ud83d'), '\ud83d'],
])('a name may be in %s', (_, stored, name) => {
  const tree = treeOf({
    root: nk('r', { keys: [1, 'list'] }),
    list: list('lh', 'a'),
    a: nk(stored, { values: [1, 'values'] }),
    values: offsets('v'),
    v: vk(stored, { size: INLINE }),
  });
  const key = findKey(tree, name);
  expect(key?.name).toBe(name);
  expect(key && [...keyValues(key)].map((value) => value.name)).toEqual([name]);
});

describe('the data of a value are read', () => {
  const dataOf = (value: HandMadeCell, more: Cells = {}, minor = 5) => {
    const tree = treeOf(
      { root: nk('r', { values: [1, 'values'] }), values: offsets('v'), v: value, ...more },
      minor,
    );
    const [found] = [...keyValues(tree)];
    return found && [valueType(found.value), valueBytes(found.value).toString('hex')];
  };
  const long = (length: number): Buffer =>
    Buffer.from(Array.from({ length }, (_, index) => (index * 7) % 251));

  test.each([
    [0, ''],
    [1, '01'],
    [2, '0102'],
    [3, '010203'],
    [4, '01020304'],
  ])('with %i bytes in place of an offset', (size, hex) => {
    expect(dataOf(vk('v', { type: 3, size: size + INLINE, data: 0x04030201 }))).toEqual([3, hex]);
  });

  test.each([1, 4, 5, 16_344])('with %i bytes in a cell of their own', (size) => {
    const data = long(size);
    const value = vk('v', { type: 0x100, size, data: 'data' });
    expect(dataOf(value, { data: bytes(data) })).toEqual([0x100, data.toString('hex')]);
  });

  test('without bytes and without an offset', () => {
    expect(dataOf(vk('v', { type: 0xffffffff, size: 0, data: 'nowhere' }))).toEqual([
      0xffffffff,
      '',
    ]);
  });

  test.each([
    [16_345, 4],
    [32_688, 5],
    [40_000, 6],
  ])('with %i bytes in segments, in version 1.%i', (size, minor) => {
    const data = long(size);
    const segments = [0, 16_344, 32_688].filter((at) => at < size);
    const cells = segments.map((at) => [`s${at}`, bytes(data.subarray(at, at + 16_344))] as const);
    const value = vk('v', { size, data: 'db' });
    const more = {
      db: db(segments.length, 'segments'),
      segments: offsets(...segments.map((at) => `s${at}`)),
      ...Object.fromEntries(cells),
    };
    expect(dataOf(value, more, minor)).toEqual([3, data.toString('hex')]);
  });

  test.each([3, 5])('with 40,000 bytes in one cell, in version 1.%i', (minor) => {
    const data = long(40_000);
    data.write('db', 'latin1');
    const value = vk('v', { size: data.length, data: 'data' });
    expect(dataOf(value, { data: bytes(data) }, minor)).toEqual([3, data.toString('hex')]);
  });
});

describe('a hive is read', () => {
  test.each([3, 4, 5, 6])('in version 1.%i', (minor) => {
    const reader = new HiveReader(handMadeHive({ root: nk('r') }, minor));
    expect(contentOf(treeOfHive(reader.parts()))).toEqual(contentOf(emptyTree));
    expect(reader.report.version).toBe(`1.${minor}`);
  });

  test('with more bytes after its bins', () => {
    const file = Buffer.concat([handMadeHive(twoKeys('lh')), Buffer.from('remnant')]);
    expect(contentOf(treeOfHive(new HiveReader(file).parts())).keys).toHaveLength(2);
  });

  test('with offsets of removed values after the values of a list', () => {
    const tree = treeOf({
      root: nk('r', { values: [1, 'values'] }),
      values: offsets('v', 'v', 'nowhere'),
      v: vk('v', { size: INLINE }),
    });
    expect(tree.valueCount).toBe(1);
  });

  test.each([
    [0, 0, 1],
    [0xffffffff, 0xffffffff, 0xfffffffe],
  ])('whose checksum %i is stored as it is or as %i', (sum, ...stored) => {
    const file = handMadeHive({ root: nk('r') });
    // The last word of the block is free, so that it makes the checksum any number.
    file.writeUInt32LE((file.readUInt32LE(508) ^ sum) >>> 0, 504);
    for (const one of stored) {
      file.writeUInt32LE(one, 508);
      expect(new HiveReader(file).report.version).toBe('1.5');
    }
  });

  test('only once', () => {
    const reader = new HiveReader(handMadeHive({ root: nk('r') }));
    expect([...reader.parts()]).toHaveLength(1);
    expect(() => [...reader.parts()]).toThrow('the cell is used twice');
  });
});

describe('a note names', () => {
  const notesOf = (cells: Cells): readonly string[] => {
    const reader = new HiveReader(handMadeHive(cells));
    Array.from(reader.parts());
    return reader.report.notes.map(({ what }) => what);
  };
  const SECURITY = 'security descriptors are left out';

  test.each([
    [{ className: 8 }, 'the class name of a key is left out'],
    [{ volatileKeys: 2 }, 'volatile keys are left out'],
    [{ flags: 0x30 }, 'a symbolic link is read as a key, and not followed'],
    [
      { flags: 0x60, values: [0x80000001, 'x'] as const },
      'a handle in place of values is left out',
    ],
  ])('what is special about a key: %j', (key, what) => {
    expect(notesOf({ root: nk('r', key) })).toEqual([SECURITY, what]);
  });

  test('keys out of order, once for a list', () => {
    const keys = ['b', 'a', 'd', 'c'];
    const cells = {
      root: nk('r', { keys: [4, 'list'] }),
      list: list('li', ...keys),
      ...Object.fromEntries(keys.map((key) => [key, nk(key)])),
    };
    expect(names(cells)).toEqual(['a', 'b', 'c', 'd']);
    expect(notesOf(cells)).toEqual([
      SECURITY,
      'the subkeys are out of order, so that Windows may not find all of them',
    ]);
  });

  test('its place, and only the first hundred are kept', () => {
    const keys = Array.from({ length: 120 }, (_, index) => `k${1000 + index}`);
    const file = handMadeHive({
      root: nk('r', { keys: [120, 'list'] }),
      list: list('li', ...keys),
      ...Object.fromEntries(keys.map((key) => [key, nk(key, { className: 2 })])),
    });
    const reader = new HiveReader(file);
    Array.from(reader.parts());
    const { notes, moreNotes } = reader.report;
    expect([notes.length, moreNotes]).toEqual([100, 21]);
    expect(notes[0]?.offset).toBe(4096 + 32);
    expect(file.toString('latin1', (notes[1]?.offset ?? 0) + 4, (notes[1]?.offset ?? 0) + 6)).toBe(
      'nk',
    );
  });
});

test('a flag of layers has no meaning in a hive without layers', () => {
  const cells = { ...twoKeys('lh'), a: nk('a', { layer: 1 }) };
  expect(names(cells)).toEqual(['a', 'b']);
  const layered = handMadeHive(cells, 6);
  layered.writeUInt32LE(2, 144);
  expect(() => [...new HiveReader(sealed(layered)).parts()]).toThrow('the key is a layer');
});
