import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { canonicalLine } from './canonical-line.js';

/** Canonical JSON, made the plainest way: members are sorted, and each text is escaped alone. */
const plain = (json: unknown): string => {
  if (Array.isArray(json)) return `[${json.map(plain).join(',')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const members = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${plain(value)}`).join(',')}}`;
};

test.each([
  // RFC 8785, 3.2.2 and 3.2.3.
  [
    {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
      literals: [null, true, false],
    },
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  ],
  [{ string: '\u20ac$\u000f\nA\'B"\\\\"/' }, '{"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'],
  [
    { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 },
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
  ],
])('%j is written as RFC 8785 says', (json, text) => {
  expect(canonicalLine(json)).toBe(`${text}\n`);
});

test.each([
  [{ name: '\ud800' }, '{"name":{"utf16":"d800"}}'],
  [{ name: 'A\udc00\ud800z' }, '{"name":{"utf16":"0041dc00d800007a"}}'],
  [{ name: '\ud83d\ude00' }, '{"name":"\ud83d\ude00"}'],
  [{ name: '\\ud800' }, '{"name":"\\\\ud800"}'],
  [{ a: ['\\ud800', '\ud800'] }, '{"a":["\\\\ud800",{"utf16":"d800"}]}'],
])('a text with lone surrogates in %j is an object', (json, text) => {
  expect(canonicalLine(json)).toBe(`${text}\n`);
});

const text = fc.string({
  unit: fc.oneof(fc.constantFrom('\ud800', '\udfff', '\\', 'u', 'd', '8', '"'), fc.string()),
});

/** The value of a line, with its texts in UTF-16. */
const valueOf = (line: string): unknown =>
  JSON.parse(line, (_, value: unknown) => {
    const { utf16 } = (value ?? {}) as Readonly<{ utf16?: string }>;
    if (typeof utf16 !== 'string') return value;
    return Buffer.from(utf16, 'hex').swap16().toString('utf16le');
  });

test('a line has all that the value has, in valid Unicode', () => {
  const json = fc.record({
    list: fc.array(text),
    of: fc.record({ name: text, flag: fc.boolean() }),
  });
  fc.assert(
    fc.property(json, (value) => {
      const line = canonicalLine(value);
      expect(valueOf(line)).toEqual(value);
      expect(Buffer.from(line).toString()).toBe(line);
      expect(line.isWellFormed()).toBe(true);
      expect(`${plain(JSON.parse(line))}\n`).toBe(line);
      expect(JSON.parse(line, (_, one: unknown) => one === '\ud800')).toBeDefined();
    }),
  );
});

test('a line of any JSON is its plainest canonical form', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(canonicalLine({ value })).toBe(`${plain({ value })}\n`);
    }),
  );
});
