import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { meeting } from '../../testing/arbitraries.js';
import { differences, type Difference } from './differences.js';
import { joinKey } from '../keys.js';
import { foldName } from '../names.js';
import { applyChanges, emptyTree, keyValues, subKeys, type RegistryKey } from '../tree/tree.js';
import { sameValue } from '../values/value-bytes.js';
import { type RegistryValue } from '../values/value.js';

type Places = ReadonlyMap<string, RegistryValue | null>;

/** Every value of a tree, and every key without values, by its folded path. */
const places = (key: RegistryKey, path = ''): Places => {
  const values = [...keyValues(key)].map(({ name, value }) => [idOf(path, name), value] as const);
  const own = values.length > 0 ? values : [[idOf(path, null), null] as const];
  const below = [...subKeys(key)].flatMap((child) => [...places(child, joinKey(path, child.name))]);
  return new Map([...own, ...below]);
};

const keys = (key: RegistryKey, path = ''): ReadonlySet<string> =>
  new Set([
    foldName(path),
    ...[...subKeys(key)].flatMap((child) => [...keys(child, joinKey(path, child.name))]),
  ]);

const idOf = (key: string, name: string | null): string =>
  `${foldName(key)}\0${name === null ? 'key' : `value ${foldName(name)}`}`;

const said = ({ key, name, change }: Difference): string => `${change} ${idOf(key, name)}`;

/** Finds the differences by a comparison of every value and key of both trees. */
const expected = (from: RegistryKey, to: RegistryKey): readonly string[] => {
  const [before, after, had, has] = [places(from), places(to), keys(from), keys(to)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [is, was] = [after.get(id), before.get(id)];
    const key = id.split('\0')[0] ?? '';
    // A key that both trees have is no difference, with or without values.
    if ((is === null || was === null) && had.has(key) && has.has(key)) return [];
    return isSame(was, is) ? [] : [`${kindOf(was, is)} ${id}`];
  });
};

type Place = RegistryValue | null | undefined;

const isSame = (was: Place, is: Place): boolean => !!was && !!is && sameValue(was, is);

const kindOf = (was: Place, is: Place): string => {
  if (was === undefined) return 'added';
  return is === undefined ? 'removed' : 'changed';
};

test('lists exactly the differences, and counts them by kind', () => {
  fc.assert(
    fc.property(meeting, fc.boolean(), ({ first, second }, shares) => {
      const from = applyChanges(emptyTree, first);
      const to = applyChanges(shares ? from : emptyTree, second);
      const { items, summary, keys: count } = differences({ from, to, key: '' }, Infinity);
      expect(items.map(said).toSorted()).toEqual([...expected(from, to)].toSorted());
      expect(count).toBe(items.filter(({ name }) => name === null).length);
      for (const kind of ['added', 'removed', 'changed'] as const)
        expect(summary[kind]).toBe(items.filter(({ change }) => change === kind).length);
    }),
  );
});

test('lists the same differences in pages', () => {
  fc.assert(
    fc.property(meeting, fc.integer({ min: 1, max: 4 }), ({ first, second }, size) => {
      const [from, to] = [applyChanges(emptyTree, first), applyChanges(emptyTree, second)];
      const all = differences({ from, to, key: '' }, Infinity);
      const paged: Difference[] = [];
      for (let page = all.items.slice(0, size); page.length > 0;) {
        paged.push(...page);
        const next = differences({ from, to, key: '' }, size, page.at(-1));
        expect(next.summary).toEqual(all.summary);
        page = next.items.slice();
      }
      expect(paged).toEqual(all.items);
    }),
  );
});

test('counts all differences, and lists no more than the limit', () => {
  fc.assert(
    fc.property(meeting, fc.nat(5), ({ first, second }, most) => {
      const [from, to] = [applyChanges(emptyTree, first), applyChanges(emptyTree, second)];
      const all = differences({ from, to, key: '' }, Infinity);
      const some = differences({ from, to, key: '' }, most);
      expect(some.summary).toEqual(all.summary);
      expect(some.items).toEqual(all.items.slice(0, most));
    }),
  );
});
