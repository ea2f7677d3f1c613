import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { meeting } from '../testing/arbitraries.js';
import { contentOf, folded, type Content } from '../testing/model.js';
import { referenceHash } from '../testing/reference-hash.js';
import { diffKeys } from './differences/diff.js';
import { hashInSteps, hashKey } from './hash.js';
import { joinKey } from './keys.js';
import { foldName } from './names.js';
import { applyChanges, emptyTree } from './tree/tree.js';
import { type RegistryChange } from './values/value.js';

/** The changes that write a content, key by key. */
const written = ({ values, keys }: Content, key = ''): readonly RegistryChange[] => [
  ...(key === '' ? [] : [{ op: 'create-key', key } as const]),
  ...values.map(({ name, value }) => ({ op: 'set', key, name, value }) as const),
  ...keys.flatMap(({ name, content }) => written(content, joinKey(key, name))),
];

test('the hash equals that of docs/hash.md', () => {
  fc.assert(
    fc.property(meeting, ({ first: list }) => {
      const tree = applyChanges(emptyTree, list);
      expect(hashKey(tree)).toBe(referenceHash(contentOf(tree)));
    }),
  );
});

test('equal content has an equal hash, in any order and case of writing', () => {
  fc.assert(
    fc.property(
      meeting,
      fc.array(fc.nat(), { minLength: 1, maxLength: 200 }),
      ({ first: list }, random) => {
        const tree = applyChanges(emptyTree, list);
        const shuffled = written(contentOf(tree))
          .map((change, index) => ({ change, place: random[index % random.length] ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ change, place }) =>
            place % 2 === 0 ? change : { ...change, key: foldName(change.key) },
          );
        const detour: RegistryChange = { op: 'create-key', key: 'a\\detour' };
        const had = contentOf(tree).keys.some(({ name }) => foldName(name) === 'A');
        const back: RegistryChange = { op: 'delete-key', key: had ? detour.key : 'a' };
        const rebuilt = applyChanges(emptyTree, [detour, ...shuffled]);
        expect(hashKey(applyChanges(rebuilt, [back]))).toBe(hashKey(tree));
      },
    ),
  );
});

test('only equal contents have equal hashes', () => {
  fc.assert(
    fc.property(meeting, fc.boolean(), ({ first, second }, shares) => {
      const a = applyChanges(emptyTree, first);
      const b = applyChanges(shares ? a : emptyTree, second);
      const isEqual = JSON.stringify(folded(contentOf(a))) === JSON.stringify(folded(contentOf(b)));
      expect(hashKey(a) === hashKey(b)).toBe(isEqual);
      expect(diffKeys(a, b, '').length === 0).toBe(isEqual);
    }),
  );
});

test('the hash in steps is the same, and has few steps left for a tree that is known', () => {
  const changes = Array.from({ length: 5000 }, (_, index): RegistryChange => ({
    ...{ op: 'set', key: `SOFTWARE\\Key ${index % 50}`, name: `Value ${index}` },
    value: { type: 'REG_DWORD', number: index },
  }));
  const tree = applyChanges(emptyTree, changes);
  const stepsOf = (key: typeof tree): Readonly<{ steps: number; hash: string }> => {
    const hashing = hashInSteps(key);
    for (let steps = 0; ; steps += 1) {
      const next = hashing.next();
      if (next.done === true) return { steps, hash: next.value };
    }
  };
  const first = stepsOf(tree);
  expect(first.hash).toBe(hashKey(applyChanges(emptyTree, changes)));
  expect(first.steps).toBeGreaterThan(200);
  expect(stepsOf(tree).steps).toBe(0);
  const edit: RegistryChange = { op: 'delete-value', key: 'SOFTWARE\\Key 1', name: 'Value 1' };
  const after = applyChanges(tree, [edit]);
  const second = stepsOf(after);
  expect(second.steps).toBeLessThan(20);
  expect(second.hash).toBe(referenceHash(contentOf(after)));
});
