import { expect, test } from '@jest/globals';

import { type RegistryChange } from '../values/value.js';
import { charsetOf } from './decode.js';
import { RegFileReader, type RegFileReport } from './parse.js';
import { RegFileError } from './reg-file-error.js';

const VERSION_5 = 'Windows Registry Editor Version 5.00';
const KEY = '[HKEY_LOCAL_MACHINE\\K]';

type Read = Readonly<{ last: RegistryChange | undefined; report: RegFileReport }>;

const read = (bytes: Buffer, charset?: string): Read => {
  const reader = new RegFileReader({ charset });
  const changes = [...reader.push(bytes), ...reader.end()];
  return { last: changes.at(-1), report: reader.report };
};

/** A file of one value, whose name and data are bytes. */
const fileOf = (header: string, bytes: readonly number[]): Buffer =>
  Buffer.concat([
    Buffer.from(`${header}\r\n${KEY}\r\n"n"="`),
    Uint8Array.from(bytes),
    Buffer.from('"\r\n'),
  ]);

const textOf = ({ last }: Read): unknown =>
  last?.op === 'set' && 'text' in last.value && last.value.text;

test.each([
  ['windows-1251', [0xcf, 0xf0, 0xe8], 'При'],
  ['windows-1250', [0xe8, 0x9a], 'čš'],
  ['iso-8859-2', [0xe8, 0xb9], 'čš'],
  ['koi8-r', [0xf0, 0xd2], 'Пр'],
  ['shift_jis', [0x83, 0x5c, 0x83, 0x6e], 'ソハ'],
  ['gbk', [0xd6, 0xd0], '中'],
  ['euc-kr', [0xb0, 0xa1], '가'],
  ['windows-1252', [0x80, 0x92], '€’'],
  ['utf-8', [0xc3, 0xa9], 'é'],
])('a file in %s is read as its sender says, in both versions', (charset, bytes, text) => {
  for (const header of ['REGEDIT4', VERSION_5]) {
    const found = read(fileOf(header, bytes), charset);
    expect(textOf(found)).toBe(text);
    expect(found.report).toMatchObject({ charset, charsetSource: 'content-type' });
  }
});

test('the pieces of a file have no effect on characters of several bytes', () => {
  const file = fileOf('REGEDIT4', [0x83, 0x5c, 0x83, 0x6e]);
  const reader = new RegFileReader({ charset: 'shift_jis' });
  const changes = [...file].flatMap((byte) => [...reader.push(Uint8Array.of(byte))]);
  expect([...changes, ...reader.end()].at(-1)).toMatchObject({ value: { text: 'ソハ' } });
});

test('text in the hex data of version 4 is in the charset of the file', () => {
  const line = '"n"=hex(2):cf,f0,00';
  const file = Buffer.from(`REGEDIT4\r\n${KEY}\r\n${line}\r\n`);
  expect(textOf(read(file, 'windows-1251'))).toBe('Пр');
  expect(textOf(read(file))).toBe('Ïð');
  expect(textOf(read(file, 'utf-8'))).toBe('Ïð');
  expect(() => read(Buffer.from(file.toString().replace('cf', 'd2')), 'windows-1253')).toThrow(
    new RegFileError(3, 5, 'expected windows-1253 text'),
  );
});

test.each([
  [
    'with the byte-order mark of UTF-16LE',
    Buffer.from(`\ufeff${VERSION_5}\r\n`, 'utf16le'),
    'utf-16le',
    'byte-order-mark',
  ],
  [
    'with the byte-order mark of UTF-8',
    Buffer.from(`\ufeff${VERSION_5}\r\n`),
    'utf-8',
    'byte-order-mark',
  ],
  ['of version 5 without one', Buffer.from(`${VERSION_5}\r\n`), 'utf-8', 'guess'],
  ['of version 4 without one', Buffer.from('REGEDIT4\r\n'), 'windows-1252', 'guess'],
])('the charset of a file %s is found', (_, file, charset, charsetSource) => {
  expect(read(file).report).toMatchObject({ charset, charsetSource });
});

test.each([
  ['windows-1252', [0xe9, 0x80], 'é€'],
  ['windows-1252', [0xc3], 'Ã'],
  ['windows-1252', [0xe9, 0xc3, 0xa9], 'éÃ©'],
  ['windows-1252', [0xa9, 0x41], '©A'],
  ['utf-8', [0xc3, 0xa9], 'é'],
  ['utf-8', [0xf0, 0x9f, 0x98, 0x80], '😀'],
  ['utf-8', [0x41], 'A'],
])(
  'a file of version 5 that names no charset is guessed to be in %s by its first bytes beyond ASCII: %j',
  (charset, bytes, text) => {
    const file = fileOf(VERSION_5, bytes);
    const found = read(file);
    expect(textOf(found)).toBe(text);
    expect(found.report).toMatchObject({ charset, charsetSource: 'guess' });
    const reader = new RegFileReader({});
    const changes = [...file].flatMap((byte) => [...reader.push(Uint8Array.of(byte))]);
    expect([...changes, ...reader.end()].at(-1)).toMatchObject({ value: { text } });
    expect(reader.report).toEqual(found.report);
  },
);

test('a file of version 5 that ends within its first character beyond ASCII is no UTF-8', () => {
  const file = Buffer.concat([Buffer.from(`${VERSION_5}\r\n${KEY}\r\n; `), Uint8Array.of(0xc3)]);
  expect(read(file).report).toMatchObject({ charset: 'windows-1252', charsetSource: 'guess' });
});

test('UTF-16LE needs no byte-order mark where the sender names it', () => {
  const file = Buffer.from(`${VERSION_5}\r\n${KEY}\r\n"n"="é"\r\n`, 'utf16le');
  expect(textOf(read(file, 'utf-16le'))).toBe('é');
});

test('bytes that are no text in the charset are refused at their place', () => {
  expect(() => read(fileOf('REGEDIT4', [0x41, 0xd2]), 'windows-1253')).toThrow(
    new RegFileError(3, 7, 'expected windows-1253 text'),
  );
  expect(() => read(fileOf('REGEDIT4', [0x83]).subarray(0, -3), 'shift_jis')).toThrow(
    new RegFileError(3, 6, 'expected shift_jis text'),
  );
});

test('a byte-order mark of another charset than the declared one is refused', () => {
  const file = Buffer.from(`\ufeff${VERSION_5}\r\n`, 'utf16le');
  expect(() => read(file, 'windows-1251')).toThrow(
    new RegFileError(
      1,
      1,
      'the byte-order mark is that of utf-16le, but the declared charset is windows-1251',
    ),
  );
});

test.each([
  ['CP1251', 'windows-1251'],
  ['ascii', 'windows-1252'],
  ['utf-16', 'utf-16le'],
  ['utf8', 'utf-8'],
  ['nope', undefined],
  ['', undefined],
])('the label %j names %s', (label, charset) => {
  expect(charsetOf(label)).toBe(charset);
});
