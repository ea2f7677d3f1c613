import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { changeOf, component } from '../../../testing/arbitraries.js';
import { sealed } from '../../../testing/hand-made-hive.js';
import { applyChanges, emptyTree } from '../../tree/tree.js';
import { makeValue } from '../../values/value-bytes.js';
import { sourceOf, writeHive } from '../write/write-hive.js';
import { changesOfHive } from './hive-changes.js';
import { HiveError } from './hive-error.js';
import { HiveReader } from './hive-reader.js';

const path = fc
  .array(component, { minLength: 1, maxLength: 3 })
  .map((components) => components.join('\\'));

const file = fc
  .tuple(
    fc.array(changeOf(path, component), { minLength: 1, maxLength: 20 }),
    fc.constantFrom<'latest' | 'standard'>('latest', 'standard'),
  )
  .map(([changes, form]) => {
    const value = makeValue(3, Buffer.alloc(16_345));
    const long = { op: 'set', key: 'long', name: '', value } as const;
    const tree = applyChanges(emptyTree, [...changes, long]);
    const recordedAt = new Date(0);
    return Buffer.concat([...writeHive(sourceOf(tree), { recordedAt, form })]);
  });

/** The cells in use of a valid file. */
const cellsOf = (bytes: Buffer): readonly number[] => {
  const cells: number[] = [];
  for (let bin = 4096; bin < bytes.length; bin += bytes.readUInt32LE(bin + 8))
    for (let at = bin + 32; at < bin + bytes.readUInt32LE(bin + 8);) {
      const size = bytes.readInt32LE(at);
      if (size < 0) cells.push(at);
      at += Math.abs(size);
    }
  return cells;
};

/** One change of a file: of a word of a cell, mostly to the offset of another cell. */
const mutation = fc.record({
  cell: fc.nat(),
  word: fc.nat(19),
  number: fc.oneof(
    fc.nat().map((cell) => ({ cell })),
    fc.constantFrom(0, 1, 0x7fffffff, 0x80000005, 0xffffffff),
    fc.integer({ min: 0, max: 0xffffffff }),
  ),
});

test('a hive with any damage is read or refused, and never larger than its file', () => {
  fc.assert(
    fc.property(
      file,
      fc.array(mutation, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      (valid, changes, end) => {
        const bytes = Buffer.from(valid);
        const cells = cellsOf(valid);
        const offsetOf = (cell: number): number => cells[cell % cells.length] ?? 0;
        for (const { cell, word, number } of changes)
          bytes.writeUInt32LE(
            typeof number === 'number' ? number : offsetOf(number.cell) - 4096,
            Math.min(offsetOf(cell) + word * 4, bytes.length - 4),
          );
        const cut = end % 10 === 0 ? bytes.subarray(0, end % bytes.length) : sealed(bytes);
        let parts = 0;
        try {
          for (const { key } of changesOfHive(new HiveReader(cut).parts(), 'k'))
            parts += key === '' ? 0 : 1;
        } catch (error) {
          expect(error).toBeInstanceOf(HiveError);
        }
        expect(parts).toBeLessThanOrEqual(cells.length);
      },
    ),
    { numRuns: 500 },
  );
});
