import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { changeOf, component, contentOf } from '#testing/registry';
import { applyChanges, emptyTree, type RegistryTree } from '../tree/tree.js';
import { makeValue } from '../values/value-bytes.js';
import { type RegistryChange } from '../values/value.js';
import { HiveReader } from './read/hive-reader.js';
import { changesOfHive } from './read/hive-changes.js';
import { treeOfHive } from './read/hive-tree.js';
import { type HiveForm } from './write/sink.js';
import { planHive, sourceOf, writeHive } from './write/write-hive.js';

const recordedAt = new Date('2024-02-29T12:34:56.789Z');

const fileOf = (tree: RegistryTree, form: HiveForm): Buffer =>
  Buffer.concat([...writeHive(sourceOf(tree), { recordedAt, form })]);

const path = fc
  .array(component, { minLength: 1, maxLength: 4 })
  .map((components) => components.join('\\'));

const name = fc.oneof(component, fc.constantFrom('', 'back\\slash', 'n'.repeat(5000)));

/** Lengths at which the form of a value's data changes, and around the size of a bin. */
const length = fc.constantFrom(
  0,
  1,
  3,
  4,
  5,
  4059,
  4060,
  4061,
  16_336,
  16_344,
  16_345,
  32_688,
  40_000,
);

const long: fc.Arbitrary<RegistryChange> = fc.record({
  op: fc.constant('set' as const),
  key: path,
  name,
  value: fc
    .tuple(length, fc.nat(255))
    .map(([size, byte]) => makeValue(3, Buffer.alloc(size, byte))),
});

const tree = fc
  .array(fc.oneof({ weight: 5, arbitrary: changeOf(path, name) }, long), { maxLength: 60 })
  .map((changes) => applyChanges(emptyTree, changes));

const form = fc.constantFrom<HiveForm>('latest', 'standard');

describe('a hive that was written', () => {
  test('is read as the same tree, with the spelling of all names', () => {
    fc.assert(
      fc.property(tree, form, (written, as) => {
        const read = treeOfHive(new HiveReader(fileOf(written, as)).parts());
        expect(contentOf(read)).toEqual(contentOf(written));
        expect([read.keyCount, read.valueCount]).toEqual([written.keyCount, written.valueCount]);
      }),
    );
  });

  test('is merged by its changes', () => {
    fc.assert(
      fc.property(tree, tree, form, (written, before, as) => {
        const changes = [
          ...changesOfHive(new HiveReader(fileOf(written, as)).parts(), 'below\\it'),
        ];
        const [first, ...others] = changes;
        expect(first).toEqual({ op: 'create-key', key: 'below\\it' });
        expect(others.every(({ op }) => op === 'create-key' || op === 'set')).toBe(true);
        const merged = applyChanges(before, changesOfTree(written));
        expect(contentOf(applyChanges(before, [...changesAt(changes)]))).toEqual(contentOf(merged));
      }),
    );
  });

  test('has the length that was planned, and the same bytes each time', () => {
    fc.assert(
      fc.property(tree, form, (written, as) => {
        const { bytes, pieces } = finished(planHive(sourceOf(written), { recordedAt, form: as }));
        const [first, second] = [Buffer.concat([...pieces()]), Buffer.concat([...pieces()])];
        expect(first).toHaveLength(bytes);
        expect(second.equals(first)).toBe(true);
      }),
    );
  });
});

const finished = <Result>(steps: Generator<undefined, Result>): Result => {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
};

/** The changes below `below\it`, as changes of the registry itself. */
function* changesAt(changes: readonly RegistryChange[]): Iterable<RegistryChange> {
  for (const change of changes.slice(1))
    yield { ...change, key: change.key.slice('below\\it\\'.length) };
}

const changesOfTree = (written: RegistryTree): readonly RegistryChange[] => [
  ...changesOfHive(new HiveReader(fileOf(written, 'latest')).parts(), ''),
];
