import { describe, expect, test } from '@jest/globals';

import { applyChanges, emptyTree } from '../tree/tree.js';
import { makeValue } from '../values/value-bytes.js';
import { type RegistryChange, type RegistryValue } from '../values/value.js';
import { viewKey, type ViewKey } from '../tree/view.js';
import { encodeRegFile, renderRegFile } from './render.js';

const KEY = 'SOFTWARE\\K';
const HEADER = 'Windows Registry Editor Version 5.00\r\n\r\n';

const at = (changes: readonly RegistryChange[]): ViewKey | undefined =>
  viewKey(applyChanges(emptyTree, changes), KEY, '64-bit');
const render = (changes: readonly RegistryChange[], replace = false): string =>
  [...renderRegFile(at(changes), { key: KEY, replace })].join('');
const set = (name: string, value: RegistryValue): RegistryChange => ({
  op: 'set',
  key: KEY,
  name,
  value,
});

/** The lines of one value. */
const lines = (name: string, type: number, bytes: Uint8Array): readonly string[] =>
  render([set(name, makeValue(type, bytes))])
    .split('\r\n')
    .slice(3, -2);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('a rendered file', () => {
  test('has a block for each key, parents first, with its values before its keys', () => {
    const text: RegistryValue = { type: 'REG_SZ', text: 'x' };
    expect(
      render([
        { op: 'set', key: `${KEY}\\B`, name: '', value: text },
        { op: 'create-key', key: `${KEY}\\A\\C` },
        set('n', text),
      ]),
    ).toBe(
      `${HEADER}[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n"n"="x"\r\n\r\n` +
        '[HKEY_LOCAL_MACHINE\\SOFTWARE\\K\\A]\r\n\r\n' +
        '[HKEY_LOCAL_MACHINE\\SOFTWARE\\K\\A\\C]\r\n\r\n' +
        '[HKEY_LOCAL_MACHINE\\SOFTWARE\\K\\B]\r\n@="x"\r\n\r\n',
    );
  });

  test('begins with the deletion of the key if it replaces the key', () => {
    expect(render([{ op: 'create-key', key: KEY }], true)).toBe(
      `${HEADER}[-HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n\r\n`,
    );
  });

  test('of an absent key is that deletion, or nothing', () => {
    expect(render([], true)).toBe(`${HEADER}[-HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n\r\n`);
    expect(render([])).toBe(HEADER);
  });

  test('of a very wide key is complete', () => {
    const changes = Array.from({ length: 200_000 }, (_, index): RegistryChange => ({
      op: 'create-key',
      key: `${KEY}\\${index}`,
    }));
    expect(render(changes).split('[HKEY_LOCAL_MACHINE\\')).toHaveLength(200_002);
  });

  test('is UTF-16LE with its byte-order mark', () => {
    expect([...Buffer.concat([...encodeRegFile(['a', '\u4e2d'])])]).toEqual([
      0xff, 0xfe, 0x61, 0, 0x2d, 0x4e,
    ]);
  });

  test('comes in pieces of limited size', () => {
    const pieces = [...encodeRegFile(Array.from({ length: 100 }, () => 'x'.repeat(1_000)))];
    expect(pieces).toHaveLength(4);
    expect(Buffer.concat(pieces)).toHaveLength(200_002);
  });
});

describe('a rendered value', () => {
  test.each([
    [1, utf16('C:\\"x"\0'), '"n"="C:\\\\\\"x\\""'],
    [1, utf16('\0'), '"n"=""'],
    [1, utf16('\t \u4e2d\0'), '"n"="\t \u4e2d"'],
    [1, utf16(`${'\u4e2d'.repeat(200)}\0`), `"n"="${'\u4e2d'.repeat(200)}"`],
    [1, utf16(''), '"n"=hex(1):'],
    [1, utf16('a'), '"n"=hex(1):61,00'],
    [1, utf16('a\0\0'), '"n"=hex(1):61,00,00,00,00,00'],
    [1, utf16('a\0b\0'), '"n"=hex(1):61,00,00,00,62,00,00,00'],
    [1, utf16('a\n\0'), '"n"=hex(1):61,00,0a,00,00,00'],
    [1, utf16('\r\0'), '"n"=hex(1):0d,00,00,00'],
    [1, utf16('\ud800\0'), '"n"=hex(1):00,d8,00,00'],
    [1, Uint8Array.of(0x61, 0, 0), '"n"=hex(1):61,00,00'],
    [1, Uint8Array.of(0x61, 0, 0, 0, 0x62), '"n"=hex(1):61,00,00,00,62'],
    [0, Uint8Array.of(), '"n"=hex(0):'],
    [2, utf16('%\0'), '"n"=hex(2):25,00,00,00'],
    [3, Uint8Array.of(0, 255), '"n"=hex:00,ff'],
    [4, Uint8Array.of(0x9b, 5, 0, 0), '"n"=dword:0000059b'],
    [4, Uint8Array.of(1), '"n"=hex(4):01'],
    [5, Uint8Array.of(0, 0, 1, 0), '"n"=hex(5):00,00,01,00'],
    [6, utf16('a\0'), '"n"=hex(6):61,00,00,00'],
    [7, utf16('a\0\0'), '"n"=hex(7):61,00,00,00,00,00'],
    [11, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), '"n"=hex(b):01,00,00,00,00,00,00,00'],
    [0xffff01ab, Uint8Array.of(1), '"n"=hex(ffff01ab):01'],
  ])('of type %i has the form of its type', (type, bytes, line) => {
    expect(lines('n', type, bytes)).toEqual([line]);
  });

  // Names and lines from files that regedit exported.
  test.each([
    ['ResourceFileName', '%SystemRoot%\\system32\\win32calc.exe', [77, 77, 77, 16]],
    ['MessageFileName', '%SystemRoot%\\system32\\win32calc.exe', [79, 77, 77, 13]],
    ['DumpFile', '%SystemRoot%\\MEMORY.DMP', [78, 77, 10]],
    ['MinidumpDir', '%SystemRoot%\\Minidump', [78, 76]],
    ['', '%SystemRoot%\\System32\\rundll32.exe', [78, 77, 67]],
  ])('"%s" wraps at the same place as in regedit', (name, text, columns) => {
    const wrapped = lines(name, 2, utf16(`${text}\0`));
    expect(wrapped.map((line) => line.replace(/\\$/, '').length)).toEqual(columns);
    expect(wrapped.slice(0, -1).every((line) => line.endsWith(',\\'))).toBe(true);
    expect(wrapped.slice(1).every((line) => /^ {2}[0-9a-f]/.test(line))).toBe(true);
  });
});
