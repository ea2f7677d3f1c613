import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';

import {
  applyChanges,
  emptyTree,
  hashKey,
  HiveReader,
  keyValues,
  parseRegFile,
  renderRegFile,
  subKeys,
  treeOfHive,
  valueBytes,
  valueType,
  viewKey,
  type HiveForm,
  type RegistryChange,
  type RegistryKey,
  type RegistryTree,
} from '#registry';
import { contentOf } from '#testing/registry';
import { isInstalled, outputOf, suiteOf } from './programs.js';
import { treesOf, WrittenHives } from './written-hive.js';

/** `HIVE_RUNS=200 npm test -- other-programs` compares more trees. */
const RUNS = Number(process.env['HIVE_RUNS'] ?? 15);

/** Names of every plane that is in use, of names that one byte can and can't store. */
const NAMES = ['a', 'A', 'Port', '__proto__', 'é', 'ÿ', 'ß', 'Ωmega', 'Привет', '日本', '한글'];
const FAR = ['😀', '\u{10428}', '\u{20000}', '\u{10fffd}', 'İ', 'ı', 'x y', 'n'.repeat(255)];
const component = fc.oneof(fc.constantFrom(...NAMES, ...FAR), fc.stringMatching(/^[a-z]{1,3}$/));

/** Lengths at which the form of a value's data changes. */
const LENGTHS = [
  0, 1, 2, 3, 4, 5, 8, 4_060, 16_336, 16_344, 16_345, 16_349, 32_688, 32_689, 40_000,
];
const treeWithTypes = (...types: readonly number[]): fc.Arbitrary<RegistryTree> =>
  treesOf({
    ...{ component, types, lengths: LENGTHS },
    name: fc.oneof(component, fc.constantFrom('', 'back\\slash', '"', 'p,q')),
  });

/** A key with more subkeys than one list has. */
const WIDE: readonly RegistryChange[] = Array.from({ length: 1_200 }, (_, index) => ({
  op: 'create-key',
  key: `wide\\${index}`,
}));

const form = fc.constantFrom<HiveForm>('latest', 'standard');
const ANY_TYPE = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x100];

let hives: WrittenHives;
beforeAll(() => {
  hives = new WrittenHives();
});
afterAll(() => {
  hives.remove();
});

const PREFIX = ['--prefix', 'HKEY_LOCAL_MACHINE'];

suiteOf(isInstalled('hivexregedit'))('hivex', () => {
  const exported = (file: string): RegistryTree => {
    const text = outputOf('hivexregedit', ['--export', ...PREFIX, file, '\\']);
    return applyChanges(emptyTree, parseRegFile(Buffer.from(text)));
  };

  test('reads every key, value, type and byte that was written', () => {
    fc.assert(
      fc.property(treeWithTypes(...ANY_TYPE), form, (tree, as) => {
        expect(contentOf(exported(hives.of(tree, as)))).toEqual(contentOf(tree));
      }),
      { numRuns: RUNS },
    );
    const wide = applyChanges(emptyTree, WIDE);
    expect(contentOf(exported(hives.of(wide, 'latest')))).toEqual(contentOf(wide));
  });

  test('changes a hive that was written, and the result is read as it meant', () => {
    fc.assert(
      fc.property(treeWithTypes(3), treeWithTypes(...ANY_TYPE), form, (before, added, as) => {
        const file = hives.of(before, as);
        const view = viewKey(added, '', '64-bit');
        const text = [...renderRegFile(view, { key: '', replace: false })].join('');
        const lines = text.replace('[HKEY_LOCAL_MACHINE]\r\n', '').replaceAll('\r', '');
        outputOf('hivexregedit', ['--merge', ...PREFIX, file], { input: lines });
        const read = treeOfHive(new HiveReader(readFileSync(file)).parts());
        expect(contentOf(read)).toEqual(contentOf(exported(file)));
        expect(hashKey(read)).toBe(hashKey(applyChanges(before, parseRegFile(Buffer.from(text)))));
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });
});

/** A name as it is stored, in hex: reglookup prints names of one byte a unit and UTF-16 alike. */
const stored = (name: string): string =>
  Buffer.from(name, /[^\0-\xff]/.test(name) ? 'utf16le' : 'latin1').toString('hex');

/** The bytes of a text of reglookup, in hex. */
const unquoted = (text: string): string =>
  text === '(null)'
    ? ''
    : Buffer.from(
        text.replace(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      ).toString('hex');

/** The lines of keys and values, in the form in which both sides have them. */
const linesOf = (key: RegistryKey, above: string): readonly string[] => [
  ...Array.from(
    keyValues(key),
    ({ name, value }) =>
      `${above}/${stored(name)} ${valueType(value)} ${valueBytes(value).toString('hex')}`,
  ),
  ...Array.from(subKeys(key)).flatMap((child) => {
    const at = `${above}/${stored(child.name)}`;
    return [at, ...linesOf(child, at)];
  }),
];

suiteOf(isInstalled('reglookup'))('reglookup', () => {
  const TYPES = new Map([
    ['NONE', 0],
    ['BINARY', 3],
    ['0x00000100', 0x100],
  ]);

  const lookedUp = (file: string): readonly string[] =>
    outputOf('reglookup', ['-H', file])
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('/,KEY'))
      .map((line) => {
        const [at = '', type = '', bytes = ''] = line.split(',');
        const place = at.split('/').map(unquoted).join('/');
        return type === 'KEY' ? place : `${place} ${TYPES.get(type) ?? type} ${unquoted(bytes)}`;
      });

  test('reads every key, value, type and byte that was written', () => {
    fc.assert(
      fc.property(treeWithTypes(...TYPES.values()), form, (tree, as) => {
        const found = lookedUp(hives.of(tree, as));
        expect([...found].sort()).toEqual([...linesOf(tree, '')].sort());
      }),
      { numRuns: RUNS },
    );
    const wide = applyChanges(emptyTree, WIDE);
    expect(lookedUp(hives.of(wide, 'latest'))).toHaveLength(1_201);
  });
});
