import { describe, expect, test } from '@jest/globals';

import { bytesOf, hexRows, hexText } from './bytes.js';

describe('the bytes of a value', () => {
  test.each([
    ['a text with its end', { type: 'REG_SZ', text: 'a€' }, '61 00 ac 20 00 00'],
    [
      'texts, each with its end',
      { type: 'REG_MULTI_SZ', texts: ['a', 'b'] },
      '61 00 00 00 62 00 00 00 00 00',
    ],
    ['no texts', { type: 'REG_MULTI_SZ', texts: [] }, '00 00'],
    ['a number, least significant first', { type: 'REG_DWORD', number: 0x1234 }, '34 12 00 00'],
    [
      'a number of the other order',
      { type: 'REG_DWORD_BIG_ENDIAN', number: 0x1234 },
      '00 00 12 34',
    ],
    ['a long number', { type: 'REG_QWORD', qword: '4294967296' }, '00 00 00 00 01 00 00 00'],
    ['bytes', { type: 'REG_BINARY', hex: '00ff7e' }, '00 ff 7e'],
  ])('are those of %s', (_, value, hex) => {
    expect(hexText(bytesOf(value))).toBe(hex);
  });

  test('stand in rows of 16, with what is visible of them', () => {
    expect(hexRows(Uint8Array.from({ length: 17 }, (_, index) => 0x3f + index))).toEqual([
      {
        offset: '00000000',
        hex: '3f 40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e',
        ascii: '?@ABCDEFGHIJKLMN',
      },
      { offset: '00000010', hex: '4f', ascii: 'O' },
    ]);
    expect(hexRows(Uint8Array.of(0x1f, 0x20, 0x7e, 0x7f))[0]?.ascii).toBe('. ~.');
  });
});
