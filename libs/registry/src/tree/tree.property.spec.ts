import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { meeting } from '../../testing/arbitraries.js';
import {
  applyToModel,
  contentOf,
  contentOfModel,
  findInModel,
  modelKey,
  modelOf,
} from '../../testing/model.js';
import { foldName } from '../names.js';
import {
  applyChanges,
  applyEffective,
  emptyTree,
  findKey,
  getValue,
  keyCount,
  keyValues,
  subKeys,
  valueCount,
  type RegistryKey,
} from './tree.js';

/** Fails if a key's counts differ from its lists. */
const recount = (key: RegistryKey): void => {
  const children = [...subKeys(key)];
  expect(keyCount(key)).toBe(children.length);
  expect(valueCount(key)).toBe([...keyValues(key)].length);
  children.forEach(recount);
};

test('a registry equals a plain model of nested maps', () => {
  fc.assert(
    fc.property(meeting, ({ first: list, path: key, name }) => {
      const tree = applyChanges(emptyTree, list);
      const model = modelOf(list);
      expect(contentOf(tree)).toEqual(contentOfModel(model));
      recount(tree);
      const found = findKey(tree, key);
      const expected = findInModel(model, key);
      expect(found?.name).toBe(expected?.name);
      expect(found && getValue(found, name)).toEqual(expected?.values.get(foldName(name))?.value);
    }),
  );
});

test('a list that was applied to one registry has its right result on another', () => {
  fc.assert(
    fc.property(meeting, ({ first, second: list }) => {
      const before = applyChanges(emptyTree, first);
      const { changes } = applyEffective(before, list);
      const long = [...list, ...Array.from({ length: 64 }, () => list).flat()];
      for (const asked of [changes, long])
        for (const tree of [before, emptyTree, before])
          expect(contentOf(applyChanges(tree, asked))).toEqual(
            contentOf(applyChanges(tree, [...asked])),
          );
    }),
  );
});

test('a change has an effect on the registry exactly if it has one on the model', () => {
  fc.assert(
    fc.property(meeting, ({ first: before, second: list }) => {
      const model = modelOf(before);
      const effective = applyEffective(applyChanges(emptyTree, before), list);
      expect(effective.changes).toEqual(list.filter((change) => applyToModel(model, change)));
      expect(contentOf(effective.tree)).toEqual(contentOfModel(model));
    }),
  );
});

test('an older version never changes', () => {
  fc.assert(
    fc.property(meeting, ({ first: before, second: list }) => {
      const tree = applyChanges(emptyTree, before);
      const content = structuredClone(contentOf(tree));
      applyChanges(tree, list);
      expect(contentOf(tree)).toEqual(content);
    }),
  );
});

test('an empty model is the empty registry', () => {
  expect(contentOf(emptyTree)).toEqual(contentOfModel(modelKey()));
});
