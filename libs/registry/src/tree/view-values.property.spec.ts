import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { meeting } from '../../testing/arbitraries.js';
import { applyChanges, emptyTree } from './tree.js';
import { viewKey } from './view.js';
import { viewValues } from './view-values.js';

const VIEWS = ['64-bit', '32-bit'] as const;

test('a list of values in pages is the whole list', () => {
  fc.assert(
    fc.property(
      meeting,
      fc.constantFrom(...VIEWS),
      fc.nat(4),
      fc.integer({ min: 1, max: 3 }),
      ({ first, second }, view, depth, size) => {
        const root = viewKey(applyChanges(emptyTree, [...first, ...second]), '', view);
        if (root === undefined) throw new Error('the root is always there');
        const whole = [...viewValues(root, depth)];
        const paged: typeof whole = [];
        for (let page = whole.slice(0, size); page.length > 0;) {
          paged.push(...page);
          page = [...viewValues(root, depth, page.at(-1))].slice(0, size);
        }
        expect(paged).toEqual(whole);
      },
    ),
  );
});

test('the list has the values down to the depth, and no others', () => {
  fc.assert(
    fc.property(meeting, fc.nat(3), ({ first, second }, depth) => {
      const root = viewKey(applyChanges(emptyTree, [...first, ...second]), '', '64-bit');
      if (root === undefined) throw new Error('the root is always there');
      const deep = (path: string): number => (path === '' ? 0 : path.split('\\').length);
      const all = [...viewValues(root, Infinity)];
      expect([...viewValues(root, depth)]).toEqual(all.filter(({ path }) => deep(path) <= depth));
    }),
  );
});
