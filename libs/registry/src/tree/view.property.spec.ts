import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { changeOf, component } from '../../testing/arbitraries.js';
import { WOW64_NAMES, wow64Path } from '../../testing/wow64-paths.js';
import { joinKey } from '../keys.js';
import { foldName } from '../names.js';
import { applyChanges, emptyTree, findKey, keyValues, subKeys, type RegistryTree } from './tree.js';
import { type RegistryView } from '../values/value.js';
import { viewKey, type ViewKey } from './view.js';
import { effectiveKey } from '../wow64/wow64.js';

const view = fc.constantFrom<RegistryView>('64-bit', '32-bit');

/** Changes of physical keys, sometimes of a key with the path of a link. */
const registry = fc
  .array(
    fc.tuple(
      view.chain((from) =>
        changeOf(
          wow64Path.map((path) => effectiveKey(path, from)),
          component,
        ),
      ),
      fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, wow64Path),
    ),
    { maxLength: 25 },
  )
  .map((list) =>
    applyChanges(
      emptyTree,
      list.map(([change, key]) => (key === undefined ? change : { ...change, key })),
    ),
  );

const allNames = (tree: RegistryTree): readonly string[] => {
  const names = new Set<string>(WOW64_NAMES.map(foldName));
  const open = [tree];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key.name !== '') names.add(foldName(key.name));
    open.push(...subKeys(key));
  }
  return [...names].sort((a, b) => (a < b ? -1 : 1));
};

const isHidden = (path: string, name: string): boolean =>
  name === 'WOW6432NODE' && ['SOFTWARE', 'SOFTWARE\\CLASSES'].includes(foldName(path));

/** Every key that a walk down from HKLM finds. */
function* walk(key: ViewKey): Iterable<ViewKey> {
  yield key;
  for (const child of key.keys()) yield* walk(child);
}

test('a view shows the values of the physical key at every path, and its subkeys all exist', () => {
  fc.assert(
    fc.property(registry, view, (tree, through) => {
      const names = allNames(tree);
      const exists = (path: string): boolean =>
        findKey(tree, effectiveKey(path, through)) !== undefined;
      const root = viewKey(tree, '', through);
      for (const key of root === undefined ? [] : walk(root)) {
        const physical = findKey(tree, effectiveKey(key.path, through));
        expect([...key.values]).toEqual(physical && [...keyValues(physical)]);
        expect(key.valueCount).toBe([...key.values].length);
        const listed = [...key.keys()].map(({ name }) => foldName(name));
        const expected = names.filter(
          (name) =>
            exists(joinKey(key.path, name)) && !(through === '32-bit' && isHidden(key.path, name)),
        );
        expect(listed).toEqual(expected);
        expect(key.keyCount()).toBe(expected.length);
      }
    }),
  );
});

test('a view has a key exactly if its physical key exists', () => {
  fc.assert(
    fc.property(registry, view, wow64Path, (tree, through, path) => {
      const physical = findKey(tree, effectiveKey(path, through));
      const found = viewKey(tree, path, through);
      expect(found === undefined).toBe(physical === undefined);
      expect(found && [...found.values]).toEqual(physical && [...keyValues(physical)]);
    }),
  );
});
