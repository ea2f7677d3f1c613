import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { changeOf, component } from '../../testing/arbitraries.js';
import { contentOf } from '../../testing/model.js';
import { hashKey } from '../hash.js';
import { applyChanges, emptyTree, type RegistryTree } from './tree.js';
import { type RegistryChange } from '../values/value.js';
import { TreeReader, TreeWriter, type TreeRecord } from './tree-archive.js';

const path = fc
  .array(component, { minLength: 1, maxLength: 3 })
  .map((components) => components.join('\\'));
const change = changeOf(path, component);

const versionsOf = (edits: readonly (readonly RegistryChange[])[]): readonly RegistryTree[] => {
  const versions: RegistryTree[] = [emptyTree];
  for (const edit of edits) versions.push(applyChanges(versions.at(-1) ?? emptyTree, edit));
  return versions;
};

test('trees equal the written ones, and share the same parts', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 12 }), (edits) => {
      const versions = versionsOf(edits);
      const writer = new TreeWriter();
      const records = versions.flatMap((tree) => [...writer.write(tree)]);
      const reader = new TreeReader();
      for (const record of JSON.parse(JSON.stringify(records)) as TreeRecord[]) reader.read(record);
      const read = versions.map((tree) => reader.tree(writer.reference(tree)));
      versions.forEach((tree, index) => {
        const again = read[index] ?? emptyTree;
        expect(contentOf(again)).toEqual(contentOf(tree));
        expect(hashKey(again)).toBe(hashKey(tree));
        expect(again === read[0]).toBe(tree === versions[0]);
      });
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('another version of a large tree adds only a few records', () => {
  const many = Array.from({ length: 5000 }, (_, index) => ({
    op: 'set' as const,
    key: `K${index % 50}`,
    name: `n${index}`,
    value: { type: 'REG_DWORD' as const, number: index },
  }));
  const first = applyChanges(emptyTree, many);
  const second = applyChanges(first, [
    { op: 'set', key: 'K7', name: 'n7', value: { type: 'REG_DWORD', number: 0 } },
  ]);
  const writer = new TreeWriter();
  expect([...writer.write(first)].length).toBeGreaterThan(5000);
  expect([...writer.write(second)].length).toBeLessThan(60);
  expect([...writer.write(first)]).toEqual([]);
  expect([...writer.write(undefined)]).toEqual([]);
  expect(writer.reference(undefined)).toBe(0);
});

test('a reference to a record that is not a key is refused', () => {
  const reader = new TreeReader();
  reader.read(['n', 0, 0, { type: 'REG_DWORD', number: 1 }]);
  expect(() => reader.tree(1)).toThrow('is not a key');
  expect(() => reader.tree(2)).toThrow('is not a key');
  expect(reader.tree(0)).toBeUndefined();
});
