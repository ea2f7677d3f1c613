import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { isWithin, touches, type RegistryChange } from '#registry';

import { type CheckpointId, type ResourceId } from '../../vocabulary/ids.js';
import { CheckpointIndex, type CheckpointRef } from './checkpoint-index.js';

const component = fc.constantFrom('a', 'A', 'b', 'ab', '__proto__');
const key = fc.array(component, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('\\'));
const change: fc.Arbitrary<RegistryChange> = fc.oneof(
  fc.record({ op: fc.constant('create-key' as const), key }),
  fc.record({ op: fc.constant('delete-key' as const), key }),
  fc.record({ op: fc.constant('delete-value' as const), key, name: fc.constant('n') }),
);

type Filed = Readonly<{ ref: CheckpointRef; key: string }>;

const filed = fc.array(key, { maxLength: 12 }).map((keys) =>
  keys.map((path, index): Filed => ({
    ref: { resource: 'r' as ResourceId, checkpoint: `c${index}` as CheckpointId },
    key: path,
  })),
);

const indexOf = (all: readonly Filed[], deleted: number): CheckpointIndex => {
  const index = new CheckpointIndex();
  for (const { ref, key: path } of all) index.add(ref, path);
  for (const { ref } of all.slice(0, deleted)) index.delete(ref.checkpoint);
  return index;
};

const names = (refs: Iterable<CheckpointRef>): readonly string[] =>
  [...refs].map(({ checkpoint }) => checkpoint).sort();

test('finds the checkpoints that changes touch, like a linear search', () => {
  fc.assert(
    fc.property(filed, fc.array(change, { maxLength: 5 }), fc.nat(4), (all, changes, deleted) => {
      const wanted = all
        .slice(deleted)
        .filter((known) => changes.some((one) => touches(one, known.key)));
      expect(names(indexOf(all, deleted).touched(changes))).toEqual(
        names(wanted.map(({ ref }) => ref)),
      );
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('finds the checkpoints that overlap a key, like a linear search', () => {
  fc.assert(
    fc.property(filed, key, fc.nat(4), (all, path, deleted) => {
      const wanted = all
        .slice(deleted)
        .filter((known) => isWithin(known.key, path) || isWithin(path, known.key));
      expect(names(indexOf(all, deleted).overlapping(path))).toEqual(
        names(wanted.map(({ ref }) => ref)),
      );
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('the deletion of an unknown checkpoint does no harm', () => {
  const index = indexOf([], 0);
  index.delete('never' as CheckpointId);
  expect(index.overlapping('a')).toEqual([]);
});
