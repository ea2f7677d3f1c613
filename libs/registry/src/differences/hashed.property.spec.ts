import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { meeting } from '../../testing/arbitraries.js';
import { hashKey } from '../hash.js';
import { foldName } from '../names.js';
import { findKey, applyChanges, emptyTree, getValue, type RegistryTree } from '../tree/tree.js';
import { changedPlaces, type ChangedPlace } from './changed-places.js';
import { countDifferences } from './count-differences.js';
import { differences } from './differences.js';

const many = (seed: number): RegistryTree =>
  applyChanges(
    emptyTree,
    Array.from({ length: 400 }, (_, index) => ({
      op: 'set' as const,
      key: `K\\${index % 7}`,
      name: `n${index}`,
      value: { type: 'REG_DWORD' as const, number: index * seed },
    })),
  );

const textOf = ({ key, name }: Pick<ChangedPlace, 'key' | 'name'>): string =>
  `${foldName(key)}\0${name === null ? '' : `=${foldName(name)}`}`;

const check = (from: RegistryTree | undefined, to: RegistryTree | undefined): void => {
  const { items } = differences({ from, to, key: '' }, Infinity);
  expect(countDifferences(from, to)).toBe(items.length);
  const places = changedPlaces({ from, to, key: '' }, Infinity);
  const values = places.filter(({ name }) => name !== null);
  expect(values.map(textOf)).toEqual(items.filter(({ name }) => name !== null).map(textOf));
  for (const place of places) {
    const [before, after] = [from, to].map((tree) => tree && findKey(tree, place.key));
    if (place.name === null) expect([!before, !after]).toEqual([!place.isBefore, place.isBefore]);
    else
      expect([place.before, place.after]).toEqual(
        [before, after].map((key) => key && getValue(key, place.name)),
      );
  }
};

test('counts and lists the differences of trees that share nothing, and again after a change', () => {
  fc.assert(
    fc.property(meeting, fc.boolean(), fc.boolean(), ({ first, second }, isHashed, isLarge) => {
      const base = isLarge ? [many(1), many(1)] : [emptyTree, emptyTree];
      const [left = emptyTree, right = emptyTree] = base;
      const from = applyChanges(left, first);
      const to = applyChanges(right, first);
      if (isHashed) hashKey(from);
      check(from, to);
      check(from, applyChanges(to, second));
      check(applyChanges(from, second), to);
      check(from, undefined);
      check(undefined, to);
    }),
    { seed: 1, numRuns: 150 },
  );
});

test('finds every key that only one side has, before its subtree', () => {
  const tree = many(1);
  const places = changedPlaces({ from: tree, to: undefined, key: 'HERE' }, Infinity);
  expect(places.filter(({ name }) => name === null).map(({ key }) => key)).toEqual([
    'HERE',
    'HERE\\K',
    ...Array.from({ length: 7 }, (_, index) => `HERE\\K\\${index}`),
  ]);
  expect(places).toHaveLength(409);
  expect(changedPlaces({ from: tree, to: undefined, key: 'HERE' }, 10)).toHaveLength(10);
});

test('does not look at equal parts of two large trees, once they are hashed', () => {
  let looks = 0;
  /** Two trees that share no object, and whose values count how often they are looked at. */
  const [from = emptyTree, to = emptyTree] = [1, 2].map(() =>
    applyChanges(
      emptyTree,
      Array.from({ length: 2000 }, (_, number) => ({
        op: 'set' as const,
        key: `K\\${number % 7}`,
        name: `n${number}`,
        value: {
          type: 'REG_DWORD' as const,
          get number() {
            looks += 1;
            return number;
          },
        },
      })),
    ),
  );
  const value = { type: 'REG_DWORD', number: 1e6 } as const;
  const changed = applyChanges(to, [{ op: 'set', key: 'K\\3', name: 'n10', value }]);
  for (const tree of [from, changed]) hashKey(tree);
  looks = 0;
  const places = changedPlaces({ from, to: changed, key: '' }, Infinity);
  expect(places).toMatchObject([{ key: 'K\\3', name: 'n10', after: value }]);
  expect(countDifferences(from, changed)).toBe(1);
  expect(looks).toBeLessThan(400);
});
