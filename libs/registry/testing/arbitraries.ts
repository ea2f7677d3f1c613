import fc from 'fast-check';

import { makeValue } from '../src/values/value-bytes.js';
import { type RegistryChange, type RegistryValue } from '../src/values/value.js';

/** These names have equal priorities; see docs/hash.md. */
const SAME_PRIORITY = ['node 168903524', 'NODE 644278427'] as const;

/** Names that are easily taken for other names, or for paths. */
const NAMES = [
  'a',
  'A',
  'b',
  'Port',
  'PORT',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'i',
  'I',
  '\u0130',
  '\u0131',
  '\u00df',
  '\u1e9e',
  'ss',
  '\u00ff',
  '\u0178',
  '\u01c4',
  '\u01c5',
  '\ufb00',
  '\ud801\udc28',
  '\ud801\udc00',
  '\ud801',
  '\uffff',
  ...SAME_PRIORITY,
] as const;

/** One component of a path. */
export const component: fc.Arbitrary<string> = fc.constantFrom(...NAMES);

/** Bytes that are nearly text, nearly a number, or neither. */
export const valueData: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc
    .array(fc.constantFrom(0, 0, 0x41, 0xd800, 0xdc00, 0x3042, 1), { maxLength: 8 })
    .map((units) => Buffer.from(String.fromCharCode(...units), 'utf16le')),
);

/** A registry value of any type, in canonical form. */
export const value: fc.Arbitrary<RegistryValue> = fc
  .tuple(fc.oneof(fc.nat(12), fc.constantFrom(0x100, 0xffffffff)), valueData)
  .map(([type, data]) => makeValue(type, data));

const few = fc.constantFrom<RegistryValue>(
  { type: 'REG_SZ', text: 'x' },
  { type: 'REG_DWORD', number: 1 },
);

/** Any change of a key, and of a value in it. */
export const changeOf = (
  key: fc.Arbitrary<string>,
  name: fc.Arbitrary<string>,
): fc.Arbitrary<RegistryChange> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        op: fc.constant('set' as const),
        key,
        name,
        value: fc.oneof(few, value),
      }),
    },
    fc.record({ op: fc.constant('delete-value' as const), key, name }),
    fc.record({ op: fc.constant('create-key' as const), key }),
    fc.record({ op: fc.constant('delete-key' as const), key }),
  );

/** Two lists of changes and a path. They have few names, so that they often meet. */
export type Meeting = Readonly<{
  first: readonly RegistryChange[];
  second: readonly RegistryChange[];
  path: string;
  name: string;
}>;

/** Changes in the same few keys. */
export const meeting: fc.Arbitrary<Meeting> = fc
  .array(component, { minLength: 1, maxLength: 4 })
  .chain((names) => {
    const one = fc.constantFrom(...names);
    const path = fc
      .array(one, { minLength: 1, maxLength: 3 })
      .map((components) => components.join('\\'));
    const name = fc.oneof(one, fc.constantFrom('', 'back\\slash'));
    const list = fc.array(changeOf(path, name), { maxLength: 40 });
    return fc.record({ first: list, second: list, path, name });
  });
