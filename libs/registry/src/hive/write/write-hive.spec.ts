import { describe, expect, test } from '@jest/globals';

import {
  binsOf,
  key,
  opened,
  recordedAt,
  set,
  treeOf,
  words,
  written,
} from '../../../testing/opened-hive.js';
import { sourceOf, writeHive } from './write-hive.js';

const BASE = 4096;
const NOWHERE = 0xffffffff;
const FILE_TIME = 133_486_382_456_780_000n;

test('the base block has the version, the time, the root, the size and a checksum', () => {
  const file = written(treeOf(key('a')));
  expect(file.toString('latin1', 0, 4)).toBe('regf');
  expect(words(file, 4, 2)).toEqual([1, 1]);
  expect(file.readBigUInt64LE(12)).toBe(FILE_TIME);
  expect(words(file, 20, 7)).toEqual([1, 5, 0, 1, 32, 4096, 1]);
  expect(words(file, 0, 128).reduce((sum, word) => sum ^ word, 0)).toBe(0);
  expect(file.readBigUInt64LE(BASE + 20)).toBe(FILE_TIME);
  expect(file).toHaveLength(BASE + 4096);
  expect(written(treeOf(key('a')), 'standard').readUInt32LE(24)).toBe(3);
});

describe('a key', () => {
  const file = written(
    treeOf(key('Some\\Below'), key('Wide \u03a9'), set('Some', 'a name', 7), set('Some', '', 9)),
  );
  const { at, root } = opened(file);
  const [some = 0, wide = 0] = [4, 12].map((item) => at(root.readUInt32LE(28)).readUInt32LE(item));

  test('that is the root has the flags of a root, and the counts and lengths of what it has', () => {
    expect(root.toString('latin1', 0, 2)).toBe('nk');
    expect(root.readUInt16LE(2)).toBe(0x2c);
    expect(root.readBigUInt64LE(4)).toBe(FILE_TIME);
    expect(words(root, 16, 3)).toEqual([NOWHERE, 2, 0]);
    expect(words(root, 32, 3)).toEqual([NOWHERE, 0, NOWHERE]);
    expect(words(root, 48, 5)).toEqual([NOWHERE, 12, 0, 0, 0]);
    expect(root.toString('latin1', 76, 76 + root.readUInt16LE(72))).toBe('ROOT');
  });

  test('has its parent, its counts and the lengths of its longest names and data', () => {
    const node = at(some);
    expect(node.readUInt16LE(2)).toBe(0x20);
    expect(words(node, 16, 3)).toEqual([32, 1, 0]);
    expect(node.readUInt32LE(36)).toBe(2);
    expect(words(node, 52, 4)).toEqual([10, 0, 12, 9]);
    expect(node.toString('latin1', 76, 76 + node.readUInt16LE(72))).toBe('Some');
  });

  test('has a name in UTF-16 only where one byte for each unit is not enough', () => {
    const node = at(wide);
    expect(node.readUInt16LE(2)).toBe(0);
    expect(node.toString('utf16le', 76, 76 + node.readUInt16LE(72))).toBe('Wide \u03a9');
    const [latin = 0] = words(
      opened(written(treeOf(key('\u00ff')))).at(
        opened(written(treeOf(key('\u00ff')))).root.readUInt32LE(28),
      ),
      4,
      1,
    );
    const node255 = opened(written(treeOf(key('\u00ff')))).at(latin);
    expect([node255.readUInt16LE(2), node255.readUInt16LE(72), node255[76]]).toEqual([
      0x20, 1, 0xff,
    ]);
  });

  test('shares one security item, which is alone in its ring and counts the keys', () => {
    const security = root.readUInt32LE(44);
    expect([some, wide].map((offset) => at(offset).readUInt32LE(44))).toEqual([security, security]);
    const item = at(security);
    expect(item.toString('latin1', 0, 2)).toBe('sk');
    expect(words(item, 4, 3)).toEqual([security, security, 4]);
    const descriptor = item.subarray(20, 20 + item.readUInt32LE(16));
    expect(words(descriptor, 0, 1)).toEqual([0x80040001]);
    const [owner = 0, group = 0, , list = 0] = words(descriptor, 4, 4);
    expect(descriptor.toString('hex', owner, group)).toBe('01020000000000052000000020020000');
    expect(descriptor.toString('hex', group)).toBe('010100000000000512000000');
    expect(descriptor.readUInt16LE(list + 2)).toBe(owner - list);
    expect(descriptor.readUInt16LE(list + 4)).toBe(3);
  });
});

test('no free cell follows a list of values, however full the bin is', () => {
  for (let length = 3_500; length < 4_060; length += 4) {
    const file = written(treeOf(set('k', 'a', length), set('k', 'b', 4)));
    const bins = binsOf(file);
    const { at, root } = opened(file);
    const list = at(at(root.readUInt32LE(28)).readUInt32LE(4)).readUInt32LE(40);
    const bin = bins.find((cells) => cells.some(({ offset }) => offset === list)) ?? [];
    const next = bin[bin.findIndex(({ offset }) => offset === list) + 1];
    expect(next?.isUsed).toBe(true);
  }
});

test('a tree is written in pieces, of which none holds a large part of it', () => {
  const changes = Array.from({ length: 400 }, (_, index) => set(`k${index}`, 'n', 10_000));
  const pieces = [...writeHive(sourceOf(treeOf(...changes)), { recordedAt, form: 'latest' })];
  expect(pieces.length).toBeGreaterThan(30);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(128 * 1024);
});
