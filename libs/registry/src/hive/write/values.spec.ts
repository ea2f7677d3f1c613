import { describe, expect, test } from '@jest/globals';

import { opened, recordedAt, set, treeOf, words, written } from '../../../testing/opened-hive.js';
import { type HiveForm } from './sink.js';

import { UnwritableHive } from './unwritable-hive.js';
import { sourceOf, writeHive } from './write-hive.js';

describe('a value', () => {
  /** The value of a hive with only this one, and the cells. */
  const valueOf = (bytes: Buffer, form: HiveForm = 'latest') => {
    const file = written(treeOf(set('k', 'n', bytes)), form);
    const found = opened(file);
    const list = found.at(found.root.readUInt32LE(28));
    const node = found.at(list.readUInt32LE(4));
    const value = found.at(found.at(node.readUInt32LE(40)).readUInt32LE(0));
    return { ...found, value };
  };

  test.each([0, 1, 3, 4])('of %i bytes is in place of an offset', (length) => {
    const bytes = Buffer.alloc(length, 0xab);
    const { value } = valueOf(bytes);
    expect(value.toString('latin1', 0, 2)).toBe('vk');
    expect(words(value, 4, 1)).toEqual([0x80000000 + length]);
    expect(value.toString('hex', 8, 12)).toBe('ab'.repeat(length).padEnd(8, '0'));
    expect(words(value, 12, 2)).toEqual([3, 1]);
    expect(value.toString('latin1', 20, 21)).toBe('n');
  });

  test.each<[number, HiveForm]>([
    [5, 'latest'],
    [16_344, 'latest'],
    [16_345, 'standard'],
    [1_048_576, 'standard'],
  ])('of %i bytes is in a cell of its own in the form %s, with zeros after it', (length, form) => {
    const bytes = Buffer.alloc(length, 0xab);
    const { value, at } = valueOf(bytes, form);
    expect(value.readUInt32LE(4)).toBe(length);
    const data = at(value.readUInt32LE(8));
    expect(data.subarray(0, length).equals(bytes)).toBe(true);
    expect(data.length - length).toBeLessThan(8);
    expect(data.subarray(length).every((byte) => byte === 0)).toBe(true);
  });

  test.each([16_345, 16_348, 32_688, 32_689])(
    'of %i bytes is in segments that are full but the last one',
    (length) => {
      const bytes = Buffer.from(Array.from({ length }, (_, index) => index % 251));
      const { value, at } = valueOf(bytes);
      expect(value.readUInt32LE(4)).toBe(length);
      const head = at(value.readUInt32LE(8));
      expect(head.toString('latin1', 0, 2)).toBe('db');
      const count = head.readUInt16LE(2);
      expect(count).toBe(Math.ceil(length / 16_344));
      const segments = words(at(head.readUInt32LE(4)), 0, count).map(at);
      const data = segments.map((segment, index) =>
        segment.subarray(0, Math.min(16_344, length - index * 16_344)),
      );
      expect(Buffer.concat(data).equals(bytes)).toBe(true);
      // Some readers leave the last four bytes of a segment's cell out.
      expect(
        segments.every((segment, index) => segment.length >= (data[index]?.length ?? 0) + 4),
      ).toBe(true);
    },
  );

  test('of more than 1 MB does not fit the standard form, and nothing is written', () => {
    const tree = treeOf(set('k', 'big', 1_048_577));
    const pieces = writeHive(sourceOf(tree), { recordedAt, form: 'standard' })[Symbol.iterator]();
    expect(() => pieces.next()).toThrow(
      new UnwritableHive('value "big" has 1048577 bytes; the standard form has at most 1048576'),
    );
    expect(written(tree)).not.toHaveLength(0);
  });
});
