import { describe, expect, test } from '@jest/globals';

import { makeValue } from '../values/value-bytes.js';
import { type RegistryChange, type RegistryValue } from '../values/value.js';
import { parseRegFile } from './parse.js';

const HEADER = 'Windows Registry Editor Version 5.00';

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const file = (...lines: readonly string[]): Buffer =>
  utf16([HEADER, '', ...lines, ''].join('\r\n'));
const parse = (...lines: readonly string[]): readonly RegistryChange[] =>
  parseRegFile(file(...lines));

/** The value that the parser makes of these lines of data. */
const valueOf = (...data: readonly string[]): RegistryValue | undefined => {
  const [first = '', ...rest] = data;
  const change = parse('[HKEY_LOCAL_MACHINE\\K]', `"v"=${first}`, ...rest).at(-1);
  return change?.op === 'set' ? change.value : undefined;
};

const binary = (...bytes: readonly number[]): RegistryValue => makeValue(3, Uint8Array.from(bytes));

describe('keys', () => {
  test('are created and deleted, in the order and spelling of the file', () => {
    expect(
      parse(
        '[HKEY_LOCAL_MACHINE\\Software\\Contoso]',
        '',
        '[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Old]',
        '[hkey_local_machine\\SYSTEM]',
      ),
    ).toEqual([
      { op: 'create-key', key: 'Software\\Contoso' },
      { op: 'delete-key', key: 'SOFTWARE\\Old' },
      { op: 'create-key', key: 'SYSTEM' },
    ]);
  });

  test('may have brackets, quotes, semicolons and slashes in their names', () => {
    expect(parse('[HKEY_LOCAL_MACHINE\\a]b[\\"c";\\https://d]')).toEqual([
      { op: 'create-key', key: 'a]b[\\"c";\\https://d' },
    ]);
  });

  test('may be HKLM itself, which changes nothing', () => {
    expect(parse('[HKEY_LOCAL_MACHINE]')).toEqual([]);
  });
});

describe('values', () => {
  test('are set and deleted in the key above them; @ is the default value', () => {
    const value = { type: 'REG_SZ', text: 'x' };
    expect(
      parse(
        '[HKEY_LOCAL_MACHINE\\A]',
        '@="x"',
        '"n"="x"',
        '[HKEY_LOCAL_MACHINE\\B]',
        '"n"=-',
        '@=-',
      ),
    ).toEqual([
      { op: 'create-key', key: 'A' },
      { op: 'set', key: 'A', name: '', value },
      { op: 'set', key: 'A', name: 'n', value },
      { op: 'create-key', key: 'B' },
      { op: 'delete-value', key: 'B', name: 'n' },
      { op: 'delete-value', key: 'B', name: '' },
    ]);
  });

  test('may have any name: quotes and backslashes are escaped, an equals sign is not', () => {
    expect(parse('[HKEY_LOCAL_MACHINE\\K]', '"a\\"b\\\\c=\\\\"=""').at(-1)).toMatchObject({
      name: 'a"b\\c=\\',
      value: { text: '' },
    });
  });

  test.each<[string, RegistryValue]>([
    ['"C:\\\\dir\\\\ \\"x\\" ;#[]"', { type: 'REG_SZ', text: 'C:\\dir\\ "x" ;#[]' }],
    ['dword:0000059b', { type: 'REG_DWORD', number: 1435 }],
    ['dword:FFFFffff', { type: 'REG_DWORD', number: 4294967295 }],
    ['dword:1', { type: 'REG_DWORD', number: 1 }],
    ['dword: \t00000008', { type: 'REG_DWORD', number: 8 }],
    ['hex:', binary()],
    ['hex:00,A,fF', binary(0, 10, 255)],
    ['hex: 01, 02 ,03,', binary(1, 2, 3)],
    ['hex(0):01', { type: 'REG_NONE', base64: 'AQ==' }],
    ['hex(1):61,00', { type: 'REG_SZ', base64: 'YQA=' }],
    ['hex(1):61,00,00,00', { type: 'REG_SZ', text: 'a' }],
    ['hex(2):25,00,00,00', { type: 'REG_EXPAND_SZ', text: '%' }],
    ['hex(3):07', binary(7)],
    ['hex(4):40,30,20,10', { type: 'REG_DWORD', number: 0x10203040 }],
    ['hex(5):00,00,01,00', { type: 'REG_DWORD_BIG_ENDIAN', number: 256 }],
    ['hex(6):61,00,00,00', { type: 'REG_LINK', text: 'a' }],
    ['hex(7):61,00,00,00,00,00', { type: 'REG_MULTI_SZ', texts: ['a'] }],
    ['hex(b):ff,ff,ff,ff,ff,ff,ff,ff', { type: 'REG_QWORD', qword: '18446744073709551615' }],
    ['hex(B):', { type: 'REG_QWORD', base64: '' }],
    ['hex(ffff0100):01', { type: '0xffff0100', base64: 'AQ==' }],
  ])('%s is that value', (data, value) => {
    expect(valueOf(data)).toEqual(value);
  });

  test('continue on the next line after a backslash', () => {
    expect(valueOf('hex:01,\\', '  02,03,\\', '\t04')).toEqual(binary(1, 2, 3, 4));
    expect(valueOf('hex(3):\\', '  01')).toEqual(binary(1));
  });

  test('continue past comments and blank lines', () => {
    expect(
      valueOf('hex:01,\\;why', '  ; because', '', '\t', '  02,\\  ; and', '; so', '  03 ; end'),
    ).toEqual(binary(1, 2, 3));
  });

  test('may have line breaks in their quotes', () => {
    expect(valueOf('"first', ' [second]"')).toEqual({ type: 'REG_SZ', text: 'first\r\n [second]' });
  });

  test('may be half a surrogate pair', () => {
    expect(valueOf('"\ud800"')).toEqual(makeValue(1, Uint8Array.of(0x00, 0xd8, 0, 0)));
  });
});

test('comments and blanks may come at the start and end of a line', () => {
  expect(
    parse(
      '; [HKEY_LOCAL_MACHINE\\No]',
      '  [HKEY_LOCAL_MACHINE\\K]  ; a key',
      '\t"a" \t = \t"1"; one',
      ' ;"b"="2"',
      '"c"=dword:3 ;three',
      '"d"=-;gone',
    ).map((change) => ('name' in change ? change.name : change.key)),
  ).toEqual(['K', 'a', 'c', 'd']);
});

describe('a file', () => {
  const lines = [HEADER, '', '[HKEY_LOCAL_MACHINE\\K]', '"ñ€"="\u4e2d"'];
  const changes = [
    { op: 'create-key', key: 'K' },
    { op: 'set', key: 'K', name: 'ñ€', value: { type: 'REG_SZ', text: '\u4e2d' } },
  ];

  test.each([
    ['UTF-16LE', utf16(lines.join('\r\n'))],
    ['UTF-16LE with LF', utf16(lines.join('\n'))],
    ['UTF-8', Buffer.from(lines.join('\r\n'))],
    ['UTF-8 with LF and a byte-order mark', Buffer.from(`\ufeff${lines.join('\n')}\n`)],
  ])('in %s is read', (_, bytes) => {
    expect(parseRegFile(bytes)).toEqual(changes);
  });

  test('is read from the middle of a larger buffer, at an odd offset too', () => {
    const larger = Buffer.concat([Uint8Array.of(1), utf16(lines.join('\n')), Uint8Array.of(2)]);
    expect(parseRegFile(larger.subarray(1, -1))).toEqual(changes);
  });

  test('with only a header changes nothing', () => {
    expect(parseRegFile(Buffer.from(HEADER))).toEqual([]);
    expect(parseRegFile(Buffer.from('REGEDIT4\r\n'))).toEqual([]);
  });

  test('of REGEDIT4 is windows-1252, in its text and in the bytes of its text types', () => {
    const text = [
      'REGEDIT4',
      '',
      '[HKEY_LOCAL_MACHINE\\K]',
      '"\x80"="\xe9\x99"',
      '"text"=hex(1):80,00',
      '"expand"=hex(2):25,80,00',
      '"multi"=hex(7):80,00,e9,00,00',
      '"binary"=hex:80',
    ].join('\r\n');
    expect(parseRegFile(Buffer.from(text, 'latin1')).slice(1)).toEqual([
      { op: 'set', key: 'K', name: '€', value: { type: 'REG_SZ', text: 'é™' } },
      { op: 'set', key: 'K', name: 'text', value: { type: 'REG_SZ', text: '€' } },
      { op: 'set', key: 'K', name: 'expand', value: { type: 'REG_EXPAND_SZ', text: '%€' } },
      { op: 'set', key: 'K', name: 'multi', value: { type: 'REG_MULTI_SZ', texts: ['€', 'é'] } },
      { op: 'set', key: 'K', name: 'binary', value: { type: 'REG_BINARY', base64: 'gA==' } },
    ]);
  });

  test('of REGEDIT4 may be Unicode text; the bytes of its text types are still windows-1252', () => {
    const text = '\ufeffREGEDIT4\n[HKEY_LOCAL_MACHINE\\K]\n"\u4e2d"=hex(2):80,00';
    const change = {
      op: 'set',
      key: 'K',
      name: '\u4e2d',
      value: { type: 'REG_EXPAND_SZ', text: '€' },
    };
    expect(parseRegFile(Buffer.from(text)).at(-1)).toEqual(change);
    expect(parseRegFile(Buffer.from(text, 'utf16le')).at(-1)).toEqual(change);
  });
});
