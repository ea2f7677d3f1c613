import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { diffKeys } from '../differences/diff.js';
import { applyChanges, emptyTree, findKey, type RegistryTree } from '../tree/tree.js';
import { makeValue } from '../values/value-bytes.js';
import { type RegistryChange, type RegistryValue } from '../values/value.js';
import { viewKey } from '../tree/view.js';
import { parseRegFile } from './parse.js';
import { RegFileError } from './reg-file-error.js';
import { encodeRegFile, renderRegFile } from './render.js';

const KEY = 'SOFTWARE\\Contoso';

const UNITS = 'aA09 "\\[]@=-;:#,\t\r\n\u00a0\u00e9\u0130\u4e2d\ud83d\ude00'
  .split('')
  .concat('__proto__');
const nasty = fc.array(fc.constantFrom(...UNITS), { maxLength: 8 }).map((units) => units.join(''));

/** A valid component of a key path. */
const component = nasty
  .map((text) => text.replace(/[\\\t\r\n]/g, ''))
  .filter((text) => text !== '');
const key = fc.array(component, { maxLength: 3 }).map((parts) => [KEY, ...parts].join('\\'));

const value: fc.Arbitrary<RegistryValue> = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 0xffffffff })),
    fc.oneof(
      fc.uint8Array({ maxLength: 120 }),
      fc.uint8Array({ minLength: 4, maxLength: 8 }),
      nasty.map((text) => Buffer.from(`${text}\0`, 'utf16le')),
      fc.array(nasty).map((texts) => Buffer.from(`${texts.join('\0')}\0\0`, 'utf16le')),
    ),
  )
  .map(([type, bytes]) => makeValue(type, bytes));

const change: fc.Arbitrary<RegistryChange> = fc.oneof(
  fc.record({ op: fc.constant('create-key' as const), key }),
  fc.record({ op: fc.constant('set' as const), key, name: nasty, value }),
);
const tree = fc
  .array(change, { maxLength: 20 })
  .map((changes): RegistryTree => applyChanges(emptyTree, changes));

const written = (registry: RegistryTree, replace: boolean): Buffer =>
  Buffer.concat([
    ...encodeRegFile(renderRegFile(viewKey(registry, KEY, '64-bit'), { key: KEY, replace })),
  ]);

test('a file that replaces turns any other registry into its own key', () => {
  fc.assert(
    fc.property(tree, tree, (source, target) => {
      const imported = applyChanges(target, parseRegFile(written(source, true)));
      expect(diffKeys(findKey(imported, KEY), findKey(source, KEY), KEY)).toEqual([]);
    }),
  );
});

test('a file that merges contains its key, and a second import changes nothing', () => {
  fc.assert(
    fc.property(tree, (source) => {
      const changes = parseRegFile(written(source, false));
      const imported = applyChanges(emptyTree, changes);
      expect(diffKeys(findKey(imported, KEY), findKey(source, KEY), KEY)).toEqual([]);
      expect(applyChanges(imported, changes)).toBe(imported);
      expect(written(imported, false)).toEqual(written(source, false));
    }),
  );
});

test('a bad line anywhere is reported at its line and column', () => {
  const lines = [
    'Windows Registry Editor Version 5.00',
    '[HKEY_LOCAL_MACHINE\\K]',
    '"a"="two',
    'lines"',
    '; comment',
    '"b"=hex:01,\\',
    '  02',
    '',
    '"c"=-',
  ];
  /** The lines before which a statement begins. */
  const places = [1, 2, 4, 5, 7, 8, 9];
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.nat({ max: 9 }),
      fc.constantFrom('\n', '\r\n'),
      (place, indent, newline) => {
        const bad = `${' '.repeat(indent)}bad [`;
        const bytes = Buffer.from(lines.toSpliced(place, 0, bad).join(newline));
        expect(() => parseRegFile(bytes)).toThrow(
          new RegExp(`^line ${place + 1}, column ${indent + 1}: expected a key in brackets`),
        );
      },
    ),
  );
});

test('any bytes are either read or refused with a RegFileError', () => {
  const header = Buffer.from('Windows Registry Editor Version 5.00\n[HKEY_LOCAL_MACHINE\\K]\n');
  const snippet = fc.constantFrom(
    '"',
    '"a"=',
    '@=',
    'hex',
    '(',
    ')',
    ':',
    'dword:',
    '[',
    ']',
    '[-',
  );
  const text = fc.array(fc.oneof(snippet, nasty)).map((parts) => Buffer.from(parts.join('')));
  fc.assert(
    fc.property(fc.oneof(text, fc.uint8Array()), fc.boolean(), (rest, isWhole) => {
      try {
        parseRegFile(isWhole ? rest : Buffer.concat([header, rest]));
      } catch (error) {
        expect(error).toBeInstanceOf(RegFileError);
      }
    }),
  );
});
