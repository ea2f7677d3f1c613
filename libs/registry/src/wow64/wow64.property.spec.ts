import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { wow64Path } from '../../testing/wow64-paths.js';
import { splitKey } from '../keys.js';
import { foldName } from '../names.js';
import { type RegistryView } from '../values/value.js';
import { effectiveKey, isSharedKey } from './wow64.js';

const view = fc.constantFrom<RegistryView>('64-bit', '32-bit');

test('a physical key leads to itself, in either view', () => {
  fc.assert(
    fc.property(wow64Path, view, (key, from) => {
      const physical = effectiveKey(key, from);
      expect(effectiveKey(physical, '64-bit')).toBe(physical);
      if (from === '32-bit' && isSharedKey(physical))
        expect(effectiveKey(physical, '32-bit')).toBe(physical);
    }),
  );
});

test('a path leads to one key, in any case', () => {
  fc.assert(
    fc.property(wow64Path, view, (key, from) => {
      const physical = foldName(effectiveKey(key, from));
      expect(foldName(effectiveKey(foldName(key), from))).toBe(physical);
      expect(foldName(effectiveKey(key.toLowerCase(), from))).toBe(physical);
    }),
  );
});

test('no path is redirected twice', () => {
  fc.assert(
    fc.property(wow64Path, (key) => {
      const nodes = (path: string): number =>
        splitKey(foldName(path)).filter((name) => name === 'WOW6432NODE').length;
      expect(nodes(effectiveKey(key, '32-bit'))).toBeLessThanOrEqual(nodes(key) + 1);
      const once = effectiveKey(key, '32-bit');
      expect(effectiveKey(once, '32-bit')).toBe(once);
    }),
  );
});

test('a subkey in a view is physically a subkey too, except for listed keys and links', () => {
  fc.assert(
    fc.property(wow64Path, view, (key, from) => {
      const physical = effectiveKey(key, from);
      expect(effectiveKey(`${key}\\x y`, from)).toBe(`${physical}\\x y`);
    }),
  );
});
