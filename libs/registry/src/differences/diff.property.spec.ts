import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { meeting } from '../../testing/arbitraries.js';
import { contentOf, folded } from '../../testing/model.js';
import { diffKeys } from './diff.js';
import { applyChanges, applyEffective, emptyTree, findKey } from '../tree/tree.js';

/** Two registries that share much, or nothing, and a path in both. */
const pair = fc.tuple(meeting, fc.boolean()).map(([{ first, second, path }, shares]) => {
  const from = applyChanges(emptyTree, first);
  return { from, to: applyChanges(shares ? from : emptyTree, second), key: path };
});

test('the difference turns one registry into the other', () => {
  fc.assert(
    fc.property(pair, ({ from, to }) => {
      const made = applyChanges(from, diffKeys(from, to, ''));
      expect(folded(contentOf(made))).toEqual(folded(contentOf(to)));
      expect(diffKeys(made, to, '')).toEqual([]);
    }),
  );
});

test('a difference at a key changes nothing beside it', () => {
  fc.assert(
    fc.property(pair, ({ from, to, key }) => {
      const made = applyChanges(from, diffKeys(findKey(from, key), findKey(to, key), key));
      const [is, wanted] = [findKey(made, key), findKey(to, key)];
      expect(is && folded(contentOf(is))).toEqual(wanted && folded(contentOf(wanted)));
      const without = { op: 'delete-key', key } as const;
      if (findKey(from, key) !== undefined)
        expect(contentOf(applyChanges(made, [without]))).toEqual(
          contentOf(applyChanges(from, [without])),
        );
    }),
  );
});

test('each change of a difference has an effect', () => {
  fc.assert(
    fc.property(pair, ({ from, to }) => {
      const difference = diffKeys(from, to, '');
      expect(applyEffective(from, difference).changes).toEqual(difference);
    }),
  );
});
