import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { valueData, value as anyValue } from '../../testing/arbitraries.js';
import { makeValue, MAX_VALUE_BYTES, sameValue, valueBytes, valueType } from './value-bytes.js';
import { REGISTRY_TYPES } from './value-types.js';
import { type RegistryValue } from './value.js';

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const MAX_EVENT_BYTES = 768 * 1024;

test('the types have the numbers of winnt.h', () => {
  const names = `REG_NONE REG_SZ REG_EXPAND_SZ REG_BINARY REG_DWORD REG_DWORD_BIG_ENDIAN REG_LINK
    REG_MULTI_SZ REG_RESOURCE_LIST REG_FULL_RESOURCE_DESCRIPTOR REG_RESOURCE_REQUIREMENTS_LIST
    REG_QWORD`.split(/\s+/);
  expect(Object.entries(REGISTRY_TYPES)).toEqual(names.map((name, number) => [name, number]));
});

type Row = readonly [what: string, type: number, bytes: Buffer, expected: RegistryValue];

const CANONICAL: readonly Row[] = [
  ['a terminated text', 1, utf16('a\0'), { type: 'REG_SZ', text: 'a' }],
  ['an empty text', 1, utf16('\0'), { type: 'REG_SZ', text: '' }],
  ['an expandable text', 2, utf16('%a%\0'), { type: 'REG_EXPAND_SZ', text: '%a%' }],
  ['a link', 6, utf16('\\a\0'), { type: 'REG_LINK', text: '\\a' }],
  ['texts', 7, utf16('a\0b\0\0'), { type: 'REG_MULTI_SZ', texts: ['a', 'b'] }],
  ['no texts', 7, utf16('\0'), { type: 'REG_MULTI_SZ', texts: [] }],
  ['a number', 4, Buffer.from('01020304', 'hex'), { type: 'REG_DWORD', number: 0x04030201 }],
  [
    'a big-endian number',
    5,
    Buffer.from('ff020304', 'hex'),
    { type: 'REG_DWORD_BIG_ENDIAN', number: 0xff020304 },
  ],
  [
    'a long number',
    11,
    Buffer.alloc(8, 0xff),
    { type: 'REG_QWORD', qword: '18446744073709551615' },
  ],
  ['bytes', 3, Buffer.from([1]), { type: 'REG_BINARY', base64: 'AQ==' }],
  ['no bytes', 0, Buffer.alloc(0), { type: 'REG_NONE', base64: '' }],
  ['an unknown type', 0x1ab, Buffer.from([1]), { type: '0x1ab', base64: 'AQ==' }],
  ['the last type', 0xffffffff, Buffer.alloc(0), { type: '0xffffffff', base64: '' }],
];

describe('the canonical form', () => {
  test.each(CANONICAL.map(([what, type, bytes, expected]) => ({ what, type, bytes, expected })))(
    'of $what',
    ({ type, bytes, expected }) => {
      expect(makeValue(type, bytes)).toEqual(expected);
    },
  );

  test.each([
    ['an unterminated text', 1, utf16('ab')],
    ['a text without bytes', 1, Buffer.alloc(0)],
    ['a text that ends twice', 1, utf16('a\0\0')],
    ['a text with NUL inside', 1, utf16('a\0b\0')],
    ['an odd number of bytes', 1, Buffer.from([0x41, 0, 0])],
    ['half a unit after the end', 1, Buffer.from([0x41, 0, 0, 0, 0x41])],
    ['a lone surrogate', 1, utf16('\ud800\0')],
    ['an unterminated list', 7, utf16('a\0')],
    ['a list without bytes', 7, Buffer.alloc(0)],
    ['a list with an empty element', 7, utf16('a\0\0b\0\0')],
    ['a list of one empty element', 7, utf16('\0\0')],
    ['a short number', 4, Buffer.from([1, 2, 3])],
    ['a number of eight bytes', 4, Buffer.alloc(8)],
    ['a long number of four bytes', 11, Buffer.alloc(4)],
  ])('is base64 for %s', (_, type, bytes) => {
    expect(makeValue(type, bytes)).toEqual({
      type: Object.keys(REGISTRY_TYPES)[type],
      base64: bytes.toString('base64'),
    });
  });

  test('gives the very same type and bytes back', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(12), fc.nat(0xffffffff)), valueData, (type, bytes) => {
        const value = makeValue(type, bytes);
        expect(valueType(value)).toBe(type);
        expect(Buffer.from(valueBytes(value))).toEqual(Buffer.from(bytes));
        expect(makeValue(valueType(value), valueBytes(value))).toEqual(value);
      }),
    );
  });

  test('of a known type never has a number as its name', () => {
    for (let type = 0; type <= 0x110; type += 1)
      expect(makeValue(type, Buffer.alloc(1)).type.startsWith('0x')).toBe(type > 11);
  });

  test('keeps a list of many short texts readable', () => {
    const texts = Array.from({ length: 200 }, () => 'x');
    expect(makeValue(7, utf16(`${texts.join('\0')}\0\0`))).toEqual({ type: 'REG_MULTI_SZ', texts });
  });

  test('keeps a short text readable in any script', () => {
    const text = '\u8a2d\u5b9a'.repeat(40);
    expect(makeValue(1, utf16(`${text}\0`))).toEqual({ type: 'REG_SZ', text });
  });

  test.each([
    ['text in two bytes', '\u00e9'],
    ['text in three bytes', '\u3042'],
    ['control characters', '\u0001'],
    ['quotes', '"'],
    ['backslashes', '\\'],
    ['surrogate pairs', '\ud83d\ude00'],
  ])('of the longest value fits one event, made of %s', (_, unit) => {
    const text = unit.repeat(MAX_VALUE_BYTES / 2 / unit.length - 1);
    for (const [type, bytes] of [
      [REGISTRY_TYPES.REG_SZ, utf16(`${text}\0`)],
      [REGISTRY_TYPES.REG_MULTI_SZ, utf16(`${text.slice(unit.length)}\0\0`)],
    ] as const) {
      const json = JSON.stringify(makeValue(type, bytes));
      expect(Buffer.byteLength(json)).toBeLessThan(MAX_EVENT_BYTES - 64 * 1024);
    }
  });
});

test('two values are equal exactly if their types and bytes are', () => {
  fc.assert(
    fc.property(anyValue, anyValue, (a, b) => {
      const expected =
        valueType(a) === valueType(b) &&
        Buffer.from(valueBytes(a)).equals(Buffer.from(valueBytes(b)));
      expect(sameValue(a, b)).toBe(expected);
      expect(sameValue(a, structuredClone(a))).toBe(true);
    }),
  );
});

test('a text differs from bytes that are spelled like it', () => {
  expect(sameValue({ type: 'REG_SZ', text: 'AAA=' }, { type: 'REG_SZ', base64: 'AAA=' })).toBe(
    false,
  );
});
