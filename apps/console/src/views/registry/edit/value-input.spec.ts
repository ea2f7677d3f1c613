import { describe, expect, test } from '@jest/globals';

import { isOnlyBytes, typedOf, valueOf } from './value-input.js';

const typed = (type: string, content: string, isHex = false): ReturnType<typeof valueOf> =>
  valueOf({ type, content, isHex });

describe('a typed value', () => {
  test.each([
    [{ type: 'REG_SZ', text: ' a\nb ' }],
    [{ type: 'REG_MULTI_SZ', texts: ['a', '', 'b'] }],
    [{ type: 'REG_MULTI_SZ', texts: [] }],
    [{ type: 'REG_DWORD', number: 4294967295 }],
    [{ type: 'REG_QWORD', qword: '18446744073709551615' }],
    [{ type: 'REG_BINARY', hex: '00ff' }],
    [{ type: 'REG_SZ', hex: '41' }],
    [{ type: '0x100', hex: '' }],
  ])('is the value that it was made of: %j', (value) => {
    expect(valueOf(typedOf(value))).toEqual({ value });
  });

  test('may be hexadecimal, or bytes with spaces and commas', () => {
    expect(typed('REG_DWORD', ' 0x599 ')).toEqual({ value: { type: 'REG_DWORD', number: 1433 } });
    expect(typed('REG_BINARY', '01,Ab 2c\n')).toEqual({
      value: { type: 'REG_BINARY', hex: '01ab2c' },
    });
    expect(typed('REG_SZ', '4100', true)).toEqual({ value: { type: 'REG_SZ', hex: '4100' } });
  });

  test.each([
    ['no number', 'REG_DWORD', '12a', /no number/],
    ['nothing', 'REG_DWORD', '', /no number/],
    ['more than 32 bits', 'REG_DWORD', '4294967296', /more than 32 bits/],
    ['more than 64 bits', 'REG_QWORD', '18446744073709551616', /more than 64 bits/],
    ['half a byte', 'REG_BINARY', '012', /no bytes/],
    ['letters as bytes', 'REG_NONE', 'xy', /no bytes/],
  ])('is refused if it is %s', (_, type, content, fault) => {
    expect(typed(type, content)).toEqual({ fault: expect.stringMatching(fault) as unknown });
  });

  test('of a type without another form is bytes', () => {
    expect(isOnlyBytes('REG_BINARY')).toBe(true);
    expect(isOnlyBytes('REG_SZ')).toBe(false);
  });
});
