import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { canonicalJson } from './canonical-json.js';

/** The same value, with the members of every object in reverse order. */
const turned = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(turned);
  const members = Object.entries(value).map(([name, member]) => [name, turned(member)] as const);
  return Object.fromEntries(members.reverse());
};

test('it is JSON of the same value, whatever the order of members', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(turned(value))).toBe(text);
    }),
  );
});

test('members are in the order of their UTF-16 units, without undefined ones', () => {
  const value = {
    b: [null, { d: '\ud800', c: 1.5e300 }],
    a: undefined,
    '😀': 1,
    '\uffff': 2,
    B: true,
  };
  expect(canonicalJson(value)).toBe(
    '{"B":true,"b":[null,{"c":1.5e+300,"d":"\\ud800"}],"😀":1,"\uffff":2}',
  );
});
