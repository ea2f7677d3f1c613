import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { foldName } from './names.js';

/** Any text, also of halves of surrogate pairs, without the table of characters of `fc.string`. */
const text = fc
  .array(fc.nat(0x10_ffff))
  .map((points) => points.map((point) => String.fromCodePoint(point)).join(''));

test.each([
  ['software', 'SOFTWARE'],
  ['', ''],
  ['__proto__', '__PROTO__'],
  ['stra\u00dfe', 'STRA\u00dfE'],
  ['\u00ff', '\u0178'],
  ['\ufb00', '\ufb00'],
  ['\u0149', '\u0149'],
  ['\u0131', '\u0131'],
  ['\u017f', '\u017f'],
  ['\u0130', '\u0130'],
  ['\ud801\udc28', '\ud801\udc28'],
  ['\ud801', '\ud801'],
])('%j folds to %j', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});

test('folding keeps the length, and leaves a folded name alone', () => {
  fc.assert(
    fc.property(text, (name) => {
      const folded = foldName(name);
      expect(folded).toHaveLength(name.length);
      expect(foldName(folded)).toBe(folded);
    }),
  );
});

test('every unit of UTF-16 folds on its own, and a second folding has no effect', () => {
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const folded = foldName(String.fromCharCode(unit));
    if (folded.length !== 1 || foldName(folded) !== folded)
      throw new Error(`unit ${unit.toString(16)} folds to ${JSON.stringify(folded)}`);
  }
});
