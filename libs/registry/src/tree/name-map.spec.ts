import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { foldName } from '../names.js';
import { itemOf, itemsOf, NO_NAMES, withItem, withoutItem, type NameMap } from './name-map.js';

const name = fc.oneof(fc.constantFrom('a', 'A', '__proto__', 'b.1', 'B.1'), fc.string());
const step = fc.record({ name, item: fc.option(fc.nat(), { nil: undefined }) });

const applied = (
  map: NameMap<number>,
  { name: key, item }: { name: string; item?: number | undefined },
) => (item === undefined ? withoutItem(map, key) : withItem(map, key, item));

describe('a map by name', () => {
  test('is what a Map of folded names is, after any changes', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const model = new Map<string, number>();
        let map: NameMap<number> = NO_NAMES;
        for (const one of steps) {
          map = applied(map, one);
          if (one.item === undefined) model.delete(foldName(one.name));
          else model.set(foldName(one.name), one.item);
        }
        expect(map.size).toBe(model.size);
        const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(itemsOf(map)).toEqual(sorted.map(([, item]) => item));
        for (const { name: key } of steps) expect(itemOf(map, key)).toBe(model.get(foldName(key)));
      }),
    );
  });

  test('is plain data, and leaves the map before a change as it was', () => {
    const one = withItem(NO_NAMES, 'one', 1);
    const two = withItem(one, 'ONE', 2);
    expect([itemOf(one, 'one'), itemOf(two, 'one'), two.size]).toEqual([1, 2, 1]);
    expect(JSON.parse(JSON.stringify(two))).toEqual(two);
    expect(withoutItem(two, 'none')).toBe(two);
    expect(withoutItem(two, 'One')).toEqual(NO_NAMES);
  });
});
