import { expect, test } from '@jest/globals';

import { ForkedMap } from './forked-map.js';

type Side = ForkedMap<string, number>;

test('holds entries like a map', () => {
  const map: Side = new ForkedMap(new Map([['a', 1]]));
  map.set('b', 2);
  map.set('c', 3);
  map.delete('a');
  expect(map.size).toBe(2);
  expect([map.get('a'), map.get('b')]).toEqual([undefined, 2]);
  expect([...map.keys()]).toEqual(['b', 'c']);
  expect([...map.values()]).toEqual([2, 3]);
  expect([...map]).toEqual([
    ['b', 2],
    ['c', 3],
  ]);
});

test.each<[string, (side: Side) => void, readonly (readonly [string, number])[]]>([
  [
    'a new entry',
    (side) => {
      side.set('b', 2);
    },
    [
      ['a', 1],
      ['b', 2],
    ],
  ],
  [
    'another value',
    (side) => {
      side.set('a', 2);
    },
    [['a', 2]],
  ],
  [
    'a deletion',
    (side) => {
      side.delete('a');
    },
    [],
  ],
])('%s on one side of a fork never shows on the other', (_, change, changed) => {
  const first: Side = new ForkedMap(new Map([['a', 1]]));
  const second = first.fork();
  const third = second.fork();
  change(second);
  expect([first, second, third].map((side) => [...side])).toEqual([
    [['a', 1]],
    changed,
    [['a', 1]],
  ]);
  change(first);
  expect([first, second, third].map((side) => [...side])).toEqual([changed, changed, [['a', 1]]]);
});

test('a side copies the entries once, and then changes its own', () => {
  const source = new Map([['a', 1]]);
  const map: Side = new ForkedMap(source);
  const fork = map.fork();
  map.set('b', 2);
  map.set('c', 3);
  expect([...source]).toEqual([['a', 1]]);
  fork.delete('a');
  fork.set('d', 4);
  expect([[...map.keys()], [...fork.keys()]]).toEqual([['a', 'b', 'c'], ['d']]);
});
