import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';

import {
  applyChanges,
  emptyTree,
  keyValues,
  parseRegFile,
  subKeys,
  valueBytes,
  valueType,
  type RegistryKey,
} from '#registry';
import { contentOf } from '#testing/registry';
import { hasModule, isInstalled, outputOf, suiteOf } from './programs.js';
import { treesOf, WrittenHives } from './written-hive.js';

/** `HIVE_RUNS=200 npm test -- limited-programs` compares more trees. */
const RUNS = Number(process.env['HIVE_RUNS'] ?? 5);

const ASCII = fc.oneof(
  fc.constantFrom('Port', 'x y', 'A', 'n'.repeat(255)),
  fc.stringMatching(/^[a-z]{1,3}$/),
);
const [REG_BINARY, REG_QWORD, ODD] = [3, 11, 0x100];
/** reged stops at values of 16,337 to 16,344 bytes, and ends no line of an empty one. */
const OF_REGED = [1, 2, 3, 4, 5, 8, 4_060, 16_336, 16_345, 40_000];
/** impacket reads no value in segments, of which the standard form has none, and none below four bytes. */
const OF_IMPACKET = [4, 5, 8, 4_060, 16_336, 16_344, 16_345, 40_000];

let hives: WrittenHives;
beforeAll(() => {
  hives = new WrittenHives();
});
afterAll(() => {
  hives.remove();
});

suiteOf(isInstalled('reged'))('reged', () => {
  test('reads every key, value, type and byte within its limits', () => {
    const parts = { component: ASCII, name: ASCII, types: [REG_BINARY, REG_QWORD, ODD] };
    fc.assert(
      fc.property(treesOf({ ...parts, lengths: OF_REGED }), (tree) => {
        const out = join(hives.folder, 'out.reg');
        outputOf('reged', ['-x', hives.of(tree, 'standard'), 'HKEY_LOCAL_MACHINE', '\\', out]);
        const read = applyChanges(emptyTree, parseRegFile(readFileSync(out)));
        expect(contentOf(read)).toEqual(contentOf(tree));
      }),
      { numRuns: RUNS },
    );
  });
});

/** The lines of impacket's script. */
const linesOf = (key: RegistryKey, above = ''): readonly string[] => [
  ...Array.from(keyValues(key), ({ name, value }) =>
    JSON.stringify([above, name, valueType(value), valueBytes(value).toString('hex')]),
  ),
  ...Array.from(subKeys(key)).flatMap((child) => {
    const at = `${above}\\${child.name}`;
    return [JSON.stringify([at]), ...linesOf(child, at)];
  }),
];

const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'read-hive.py');

suiteOf(hasModule(PYTHON, 'impacket.winregistry'))('impacket', () => {
  test('reads every key, value, type and byte within its limits', () => {
    const parts = { component: ASCII, name: ASCII, types: [REG_BINARY, REG_QWORD, ODD] };
    fc.assert(
      fc.property(treesOf({ ...parts, lengths: OF_IMPACKET }), (tree) => {
        const lines = outputOf(PYTHON, [SCRIPT, hives.of(tree, 'standard')]).split('\n');
        const found = lines
          .filter((line) => line !== '')
          .map((line) => JSON.stringify(JSON.parse(line)));
        expect(found.toSorted()).toEqual(linesOf(tree).toSorted());
      }),
      { numRuns: RUNS },
    );
  });
});
