import fc from 'fast-check';

import { makeValue } from '../src/value-bytes.js';
import { type RegistryChange, type RegistryValue } from '../src/value.js';

/** Names that are easily taken for others, or for what they are not. */
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
] as const;

/** One component of a path. */
export const component: fc.Arbitrary<string> = fc.constantFrom(...NAMES);

/** A value's name; the default value's too. */
export const valueName: fc.Arbitrary<string> = fc.oneof(
  component,
  fc.constantFrom('', 'back\\slash'),
);

/** Bytes that are nearly text, nearly a number, or nothing of that. */
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

/** A path of one to four components. */
export const path: fc.Arbitrary<string> = fc
  .array(component, { minLength: 1, maxLength: 4 })
  .map((components) => components.join('\\'));

const few = fc.constantFrom<RegistryValue>(
  { type: 'REG_SZ', text: 'x' },
  { type: 'REG_DWORD', number: 1 },
);

/** Any change below the paths given. */
export const changeBelow = (key: fc.Arbitrary<string>): fc.Arbitrary<RegistryChange> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        op: fc.constant('set' as const),
        key,
        name: valueName,
        value: fc.oneof(few, value),
      }),
    },
    fc.record({ op: fc.constant('delete-value' as const), key, name: valueName }),
    fc.record({ op: fc.constant('create-key' as const), key }),
    fc.record({ op: fc.constant('delete-key' as const), key }),
  );

/** A list of changes that often meet in the same keys. */
export const changes: fc.Arbitrary<readonly RegistryChange[]> = fc.array(changeBelow(path), {
  maxLength: 60,
});
