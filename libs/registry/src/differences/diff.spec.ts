import { describe, expect, test } from '@jest/globals';

import { diffKeys } from './diff.js';
import { applyChanges, emptyTree, findKey } from '../tree/tree.js';
import { type RegistryChange } from '../values/value.js';

const KEY = 'SOFTWARE\\Contoso';
const set = (key: string, name: string, text: string): RegistryChange => ({
  op: 'set',
  key,
  name,
  value: { type: 'REG_SZ', text },
});
const at = (...changes: readonly RegistryChange[]) =>
  findKey(applyChanges(emptyTree, changes), KEY);

describe('the difference of two keys', () => {
  test('is a deletion if the second is absent', () => {
    expect(diffKeys(at(set(KEY, 'a', '1')), undefined, KEY)).toEqual([
      { op: 'delete-key', key: KEY },
    ]);
  });

  test('creates the missing keys without values, and no others', () => {
    const to = at({ op: 'create-key', key: `${KEY}\\Empty` }, set(`${KEY}\\Full`, 'a', '1'));
    expect(diffKeys(undefined, to, KEY)).toEqual([
      { op: 'create-key', key: `${KEY}\\Empty` },
      set(`${KEY}\\Full`, 'a', '1'),
    ]);
    expect(diffKeys(undefined, emptyTree, KEY)).toEqual([{ op: 'create-key', key: KEY }]);
  });

  test('is empty between two absent keys, and between equal keys that share no object', () => {
    expect(diffKeys(undefined, undefined, KEY)).toEqual([]);
    expect(diffKeys(at(set(KEY, 'a', '1')), at(set(KEY, 'A', '1')), KEY)).toEqual([]);
  });

  test('spells values and keys as the first key does', () => {
    const from = at(set(`${KEY}\\Sub`, 'Port', '1'), set(`${KEY}\\Sub`, 'Host', '1'));
    const to = at(set(`${KEY}\\SUB`, 'PORT', '2'));
    expect(diffKeys(from, to, KEY)).toEqual([
      { op: 'delete-value', key: `${KEY}\\Sub`, name: 'Host' },
      set(`${KEY}\\Sub`, 'Port', '2'),
    ]);
  });

  test('does not visit the shared parts', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => set(KEY, `v${index}`, 'x'));
    const tree = applyChanges(emptyTree, [...many, set(`${KEY}\\Sub`, 'a', '1')]);
    const next = applyChanges(tree, [set(KEY, 'v7777', 'y'), set(KEY, 'new', 'z')]);
    let looks = 0;
    const counted = (key: ReturnType<typeof findKey>) =>
      key && {
        ...key,
        values: watch(key.values, () => {
          looks += 1;
        }),
      };
    const changes = diffKeys(counted(findKey(tree, KEY)), counted(findKey(next, KEY)), KEY);
    expect(changes).toHaveLength(2);
    expect(looks).toBeLessThan(2_000);
  });
});

const wrapped = new WeakMap<object, object>();

/** The same object, with a listener for each access to one of its subtrees. */
const watch = <Node extends object | undefined>(node: Node, notify: () => void): Node => {
  if (node === undefined) return node;
  const known = wrapped.get(node);
  if (known !== undefined) return known as Node;
  const made = new Proxy(node, {
    get: (target, property) => {
      const found: unknown = Reflect.get(target, property);
      if (property !== 'left' && property !== 'right') return found;
      notify();
      return watch(found as object | undefined, notify);
    },
  });
  wrapped.set(node, made);
  return made;
};
