import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';

import {
  applyChanges,
  emptyTree,
  makeValue,
  sourceOf,
  writeHive,
  type HiveForm,
  type RegistryTree,
} from '#registry';

const recordedAt = new Date('2024-02-29T12:34:56.789Z');

/** Files for other programs, in a folder that `remove` takes away. */
export class WrittenHives {
  readonly folder = mkdtempSync(join(tmpdir(), 'hives-'));

  /** The file of a tree, which replaces the one before. */
  of(tree: RegistryTree, form: HiveForm): string {
    const file = join(this.folder, 'written.hive');
    writeFileSync(file, Buffer.concat([...writeHive(sourceOf(tree), { recordedAt, form })]));
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The parts that trees are made of. */
type Parts = Readonly<{
  /** The names of keys. */
  component: fc.Arbitrary<string>;
  name: fc.Arbitrary<string>;
  types: readonly number[];
  lengths: readonly number[];
}>;

/** Trees of up to 20 values at random. */
export const treesOf = ({ component, name, types, lengths }: Parts): fc.Arbitrary<RegistryTree> => {
  const path = fc
    .array(component, { minLength: 1, maxLength: 4 })
    .map((components) => components.join('\\'));
  const data = fc
    .tuple(fc.constantFrom(...lengths), fc.nat(255))
    .map(([length, first]) =>
      Buffer.from(Array.from({ length }, (_, at) => (first + at * 7) % 251)),
    );
  const value = fc
    .tuple(fc.constantFrom(...types), data)
    .map(([type, bytes]) => makeValue(type, bytes));
  return fc
    .array(fc.record({ op: fc.constant('set' as const), key: path, name, value }), {
      maxLength: 20,
    })
    .map((changes) => applyChanges(emptyTree, changes));
};
