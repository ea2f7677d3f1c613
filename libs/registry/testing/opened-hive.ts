import { expect } from '@jest/globals';

import { sourceOf, writeHive } from '../src/hive/write/write-hive.js';
import { type HiveForm } from '../src/hive/write/sink.js';
import { applyChanges, emptyTree, type RegistryTree } from '../src/tree/tree.js';
import { makeValue } from '../src/values/value-bytes.js';
import { type RegistryChange } from '../src/values/value.js';

const BASE = 4096;

/** The time of all keys. */
export const recordedAt = new Date('2024-01-02T03:04:05.678Z');

/** Creates a key. */
export const key = (path: string): RegistryChange => ({ op: 'create-key', key: path });
/** Sets a value, to a number of bytes or to these bytes. */
export const set = (path: string, name: string, bytes: number | Buffer): RegistryChange => ({
  op: 'set',
  key: path,
  name,
  value: makeValue(3, typeof bytes === 'number' ? Buffer.alloc(bytes, 0xab) : bytes),
});

/** The tree after changes. */
export const treeOf = (...changes: readonly RegistryChange[]): RegistryTree =>
  applyChanges(emptyTree, changes);

/** The bytes of a hive. */
export const written = (tree: RegistryTree, form: HiveForm = 'latest'): Buffer =>
  Buffer.concat([...writeHive(sourceOf(tree), { recordedAt, form })]);

type Cell = Readonly<{ offset: number; isUsed: boolean; data: Buffer }>;

/** The cells of each bin. Cells fill a bin up to its end. */
export const binsOf = (file: Buffer): readonly (readonly Cell[])[] => {
  const bins: Cell[][] = [];
  for (let bin = BASE; bin < file.length; bin += file.readUInt32LE(bin + 8)) {
    expect(file.toString('latin1', bin, bin + 4)).toBe('hbin');
    expect(file.readUInt32LE(bin + 4)).toBe(bin - BASE);
    const end = bin + file.readUInt32LE(bin + 8);
    expect((end - bin) % 4096).toBe(0);
    const cells: Cell[] = [];
    for (let at = bin + 32; at < end;) {
      const size = file.readInt32LE(at);
      expect(Math.abs(size) % 8).toBe(0);
      const next = at + Math.abs(size);
      cells.push({ offset: at - BASE, isUsed: size < 0, data: file.subarray(at + 4, next) });
      at = next;
      expect(at).toBeLessThanOrEqual(end);
    }
    bins.push(cells);
  }
  return bins;
};

/** A written hive: its cells in use by their offsets, and its root. */
type OpenedHive = Readonly<{ at: (offset: number) => Buffer; root: Buffer }>;

/** @throws Error for an offset at which there is no cell in use */
export const opened = (file: Buffer): OpenedHive => {
  const cells = new Map(
    binsOf(file)
      .flat()
      .filter(({ isUsed }) => isUsed)
      .map(({ offset, data }) => [offset, data]),
  );
  const at = (offset: number): Buffer => {
    const data = cells.get(offset);
    if (data === undefined) throw new Error(`no cell at ${offset}`);
    return data;
  };
  return { at, root: at(file.readUInt32LE(36)) };
};

/** Numbers of 32 bits. */
export const words = (data: Buffer, first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => data.readUInt32LE(first + index * 4));
