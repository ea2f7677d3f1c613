import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { ClusterError } from '#clusapi';

import { value as anyValue } from '../../testing/arbitraries.js';
import { MAX_VALUE_BYTES } from './value-bytes.js';
import { valueFromJson, valueToJson } from './value-json.js';

test('a request accepts the value that a reply shows', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const json = valueToJson(value);
      expect(json).not.toHaveProperty('base64');
      expect(valueFromJson(JSON.parse(JSON.stringify(json)))).toEqual(value);
    }),
  );
});

describe('a value', () => {
  test.each([
    [
      { type: 'REG_SZ', text: 'a' },
      { type: 'REG_SZ', text: 'a' },
    ],
    [
      { type: 'REG_SZ', hex: '61000000' },
      { type: 'REG_SZ', text: 'a' },
    ],
    [
      { type: 'REG_DWORD', hex: '01000000' },
      { type: 'REG_DWORD', number: 1 },
    ],
    [
      { type: '0x4', number: 4294967295 },
      { type: 'REG_DWORD', number: 4294967295 },
    ],
    [
      { type: '0X00AB', hex: 'FF' },
      { type: '0xab', base64: '/w==' },
    ],
    [
      { type: 'REG_SZ', text: '\ud800' },
      { type: 'REG_SZ', base64: 'ANgAAA==' },
    ],
    [
      { type: 'REG_MULTI_SZ', texts: [] },
      { type: 'REG_MULTI_SZ', texts: [] },
    ],
    [
      { type: 'REG_QWORD', qword: '18446744073709551615' },
      { type: 'REG_QWORD', qword: '18446744073709551615' },
    ],
    [
      { type: 'REG_SZ', text: 'a', number: undefined },
      { type: 'REG_SZ', text: 'a' },
    ],
  ])('%j is stored as %j', (json, expected) => {
    expect(valueFromJson(json)).toEqual(expected);
  });

  test.each([
    [null, 'value', 'is no object'],
    ['text', 'value', 'is no object'],
    [{}, 'type', 'is no string'],
    [{ type: 4, number: 1 }, 'type', 'is no string'],
    [{ type: 'REG_TEXT', text: 'a' }, 'type', '"REG_TEXT"'],
    [{ type: '__proto__', text: 'a' }, 'type', '"__proto__"'],
    [{ type: '0x100000000', hex: '' }, 'type', '"0x100000000"'],
    [{ type: 'REG_SZ' }, 'value', 'needs exactly one of'],
    [{ type: 'REG_SZ', base64: '' }, 'value', 'needs exactly one of'],
    [{ type: 'REG_SZ', text: 'a', hex: '00' }, 'value', 'needs exactly one of'],
    [{ type: 'REG_DWORD', text: '1' }, 'text', 'is no form of REG_DWORD'],
    [{ type: 'REG_BINARY', number: 1 }, 'number', 'is no form of REG_BINARY'],
    [{ type: 'REG_SZ', text: null }, 'text', 'is no string'],
    [{ type: 'REG_SZ', text: 'a\0' }, 'text', 'has a NUL'],
    [{ type: 'REG_MULTI_SZ', texts: 'a' }, 'texts', 'is no array'],
    [{ type: 'REG_MULTI_SZ', texts: [1] }, 'texts', 'an element is no string'],
    [{ type: 'REG_MULTI_SZ', texts: ['a', ''] }, 'texts', 'an element is empty'],
    [{ type: 'REG_MULTI_SZ', texts: ['a\0b'] }, 'texts', 'an element has a NUL'],
    [{ type: 'REG_DWORD', number: '1' }, 'number', 'is no number'],
    [{ type: 'REG_DWORD', number: -1 }, 'number', '-1 '],
    [{ type: 'REG_DWORD', number: 4294967296 }, 'number', '4294967296 '],
    [{ type: 'REG_DWORD', number: 1.5 }, 'number', '1.5 '],
    [{ type: 'REG_QWORD', qword: 1 }, 'qword', 'is no string'],
    [{ type: 'REG_QWORD', qword: '-1' }, 'qword', '"-1"'],
    [{ type: 'REG_QWORD', qword: '01' }, 'qword', '"01"'],
    [{ type: 'REG_QWORD', qword: '18446744073709551616' }, 'qword', '"18446744073709551616"'],
    [{ type: 'REG_BINARY', hex: 'abc' }, 'hex', 'has an odd'],
    [{ type: 'REG_BINARY', hex: '0x' }, 'hex', 'has a character'],
    [{ type: 'REG_BINARY', hex: 1 }, 'hex', 'is no string'],
  ])('%j is refused with 87 at %s', (json, field, reason) => {
    const refused = (): unknown => valueFromJson(json);
    expect(refused).toThrow(ClusterError);
    expect(refused).toThrow(
      expect.objectContaining({
        status: 'ERROR_INVALID_PARAMETER',
        field,
        message: expect.stringContaining(reason),
      }),
    );
  });

  const text = (length: number): unknown => ({ type: 'REG_SZ', text: 'x'.repeat(length) });
  const texts = (length: number): unknown => ({
    type: 'REG_MULTI_SZ',
    texts: ['x'.repeat(length)],
  });
  const hex = (bytes: number): unknown => ({ type: 'REG_BINARY', hex: '00'.repeat(bytes) });

  test.each([
    ['hex', hex, MAX_VALUE_BYTES],
    ['text', text, MAX_VALUE_BYTES / 2 - 1],
    ['texts', texts, MAX_VALUE_BYTES / 2 - 2],
  ])('may have up to 512 KiB as %s; the refusal of more names the limit', (form, make, most) => {
    expect(() => valueFromJson(make(most))).not.toThrow();
    expect(() => valueFromJson(make(most + 1))).toThrow(
      expect.objectContaining({
        field: form,
        message: expect.stringMatching(/^has .* limit is 524288$/),
      }),
    );
  });
});

test('any JSON gives a value or a ClusterError', () => {
  const type = fc.oneof(fc.constantFrom('REG_SZ', 'REG_MULTI_SZ', 'REG_DWORD', 'REG_QWORD', '0x5'));
  const field = fc.oneof(fc.anything(), fc.constant(undefined));
  const json = fc.record(
    { type: fc.oneof(type, fc.anything()), text: field, texts: field, number: field, hex: field },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(json, fc.anything()), (given) => {
      try {
        valueFromJson(given);
      } catch (error) {
        expect(error).toBeInstanceOf(ClusterError);
      }
    }),
  );
});
