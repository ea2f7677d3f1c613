import { describe, expect, test } from '@jest/globals';

import { key, opened, treeOf, written } from '../../../testing/opened-hive.js';
import { type HiveForm } from './sink.js';

describe('the list of the keys of a key', () => {
  const listOf = (form: HiveForm, ...names: readonly string[]): Buffer => {
    const { at, root } = opened(written(treeOf(...names.map(key)), form));
    return at(root.readUInt32LE(28));
  };

  test('is sorted by the name in upper case, and has the hash of that name', () => {
    const list = listOf('latest', 'b', 'A1', 'a');
    expect(list.toString('latin1', 0, 2)).toBe('lh');
    expect(list.readUInt16LE(2)).toBe(3);
    // "A", "A1" and "B": 37 times the hash, and the unit.
    expect([8, 16, 24].map((at) => list.readUInt32LE(at))).toEqual([65, 65 * 37 + 49, 66]);
  });

  test('hashes long names within 32 bits', () => {
    const hash = Array.from('LONG \u00c9').reduce(
      (sum, unit) => (sum * 37n + BigInt(unit.charCodeAt(0))) % 2n ** 32n,
      0n,
    );
    expect(listOf('latest', 'long \u00e9').readUInt32LE(8)).toBe(Number(hash));
  });

  test('has the first four units of each name in the standard form', () => {
    const list = listOf('standard', 'ab', 'Long\u00e9', '\u00e9tude', 'zz\u03a9');
    expect(list.toString('latin1', 0, 2)).toBe('lf');
    const hints = [8, 16, 24, 32].map((at) => list.toString('latin1', at, at + 4));
    expect(hints).toEqual(['ab\0\0', 'Long', '\0\0\0\0', '\u00e9tud']);
  });

  test.each<[number, string]>([
    [507, 'lh'],
    [508, 'ri'],
    [1_100, 'ri'],
  ])('of %i keys is one of the kind %s, one level deep', (count, kind) => {
    const list = listOf('latest', ...Array.from({ length: count }, (_, index) => `k${index}`));
    expect(list.toString('latin1', 0, 2)).toBe(kind);
    expect(list.readUInt16LE(2)).toBe(kind === 'lh' ? count : Math.ceil(count / 507));
  });
});
