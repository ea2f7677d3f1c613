import { describe, expect, test } from '@jest/globals';

import { MAX_COMPONENT, MAX_DEPTH, MAX_VALUE_NAME } from '../keys.js';
import { MAX_VALUE_BYTES } from '../values/value-bytes.js';
import { parseRegFile } from './parse.js';
import { RegFileError } from './reg-file-error.js';

const END = 'expected the end of the line, or a comment that starts with ";"';
const DATA = 'expected text in quotes, "dword:", "hex:", "hex(type):" or "-"';
const ROOTS = 'expected HKEY_LOCAL_MACHINE or HKEY_CLASSES_ROOT instead of';
const SKIP = '; otherRoots=skip leaves its keys out';
const LINE =
  'expected a key in brackets, a value that starts with a quote or "@", or a comment that starts with ";"';
const BYTES =
  'expected a key, a value or a comment: only a backslash at the end of a line continues its bytes';
const HEADER = 'Windows Registry Editor Version 5.00';
const KEY = '[HKEY_LOCAL_MACHINE\\K]';

const refusal = (bytes: Uint8Array): RegFileError => {
  try {
    parseRegFile(bytes);
  } catch (error) {
    if (error instanceof RegFileError) return error;
    throw error;
  }
  throw new Error('the file was read');
};

/** The place and reason of the refusal of these lines, which follow a header and a key. */
const refused = (...lines: readonly string[]): readonly [number, number, string] => {
  const { line, column, reason } = refusal(Buffer.from([HEADER, KEY, ...lines].join('\r\n')));
  return [line, column, reason];
};

describe('a key is refused at its place', () => {
  test.each([
    ['[HKEY_CURRENT_USER\\K]', 2, `${ROOTS} "HKEY_CURRENT_USER"${SKIP}`],
    ['[HKLM\\K]', 2, `${ROOTS} "HKLM"`],
    ['[HKEY_LOCAL_MACHINE2\\K]', 2, `${ROOTS} "HKEY_LOCAL_MACHINE2"`],
    ['  [-HKEY_USERS]', 5, `${ROOTS} "HKEY_USERS"${SKIP}`],
    ['[]', 2, `${ROOTS} ""`],
    ['[-HKEY_LOCAL_MACHINE]', 3, "HKEY_LOCAL_MACHINE can't be deleted"],
    ['[-HKEY_LOCAL_MACHINE\\]', 3, "HKEY_LOCAL_MACHINE can't be deleted"],
    ['[-HKEY_CLASSES_ROOT]', 3, "HKEY_CLASSES_ROOT can't be deleted"],
    ['[HKEY_LOCAL_MACHINE\\K', 22, 'expected "]"'],
    ['[HKEY_LOCAL_MACHINE\\K]  x', 25, END],
  ])('%s', (line, column, reason) => {
    expect(refused(line)).toEqual([3, column, reason]);
  });

  test.each([
    ['starts with a backslash', '\\\\K'],
    ['has an empty component', '\\a\\\\b'],
    ['has a component that is too long', `\\${'k'.repeat(MAX_COMPONENT + 1)}`],
    ['has too many levels', '\\k'.repeat(MAX_DEPTH + 1)],
  ])('if its path %s', (_, path) => {
    const key = expect.stringMatching(/^key: /);
    expect(refused(`[-HKEY_LOCAL_MACHINE${path}]`)).toEqual([3, 3, key]);
  });
});

describe('a value is refused at its place', () => {
  test.each([
    ['garbage [x]', 1, LINE],
    ['name="x"', 1, LINE],
    ['  01,02,03', 3, BYTES],
    ['  0a,\\', 3, BYTES],
    ['dead', 1, BYTES],
    ['"a"', 4, 'expected "="'],
    ['@"x"', 2, 'expected "="'],
    ['"a"=', 5, DATA],
    ['"a"=\'x\'', 5, DATA],
    ['"a"=DWORD:1', 5, DATA],
    ['"a"="x" y', 9, END],
    ['"a"="x', 5, 'the closing quote is missing'],
    ['"a', 1, 'the closing quote is missing'],
    ['"a"="C:\\new"', 8, 'a backslash in quotes must precede a quote or a backslash'],
    ['"a\\0"="x"', 3, 'a backslash in quotes must precede a quote or a backslash'],
    ['"a"=-1', 6, END],
    ['"a"=dword:', 11, 'expected 1 to 8 hexadecimal digits'],
    ['"a"=dword:0x1', 12, END],
    ['"a"=dword:123456789', 19, END],
    ['"a"=hex 01', 8, 'expected ":"'],
    ['"a"=hex():01', 9, 'expected a type in hexadecimal digits'],
    ['"a"=hex(7:01', 10, 'expected ")"'],
    ['"a"=hex(123456789):01', 17, 'expected ")"'],
    ['"a"=hex:01,,02', 12, END],
    ['"a"=hex:012', 11, END],
    ['"a"=hex:01,\\', 13, 'expected a byte after the backslash'],
    ['"a"=hex:01\\', 11, END],
  ])('%s', (line, column, reason) => {
    expect(refused(line)).toEqual([3, column, reason]);
  });

  test('if its name is too long, or has a NUL', () => {
    const name = expect.stringMatching(/^name: /);
    expect(refused(`"${'n'.repeat(MAX_VALUE_NAME + 1)}"="x"`)).toEqual([3, 1, name]);
    expect(refused('"a\0"="x"')).toEqual([3, 1, name]);
  });

  test('if its data are too long', () => {
    const reason = `the value has more than ${MAX_VALUE_BYTES} bytes`;
    expect(refused(`"a"="${'x'.repeat(MAX_VALUE_BYTES / 2)}"`)).toEqual([3, 5, reason]);
    expect(refused(`"a"=hex:${'00,'.repeat(MAX_VALUE_BYTES)}00`)).toEqual([3, 9, reason]);
  });

  test.each([
    ['@="x"', 2, 'expected a key in brackets above the first value'],
    ['[HKEY_LOCAL_MACHINE]\n@="x"', 3, 'HKEY_LOCAL_MACHINE itself has no values'],
  ])('%j', (lines, line, reason) => {
    expect(refusal(Buffer.from(`${HEADER}\n${lines}`))).toMatchObject({ line, column: 1, reason });
  });

  test('at the end of its line, with any line break', () => {
    const reason = DATA;
    for (const newline of ['\n', '\r\n'])
      expect(refusal(Buffer.from([HEADER, KEY, '"a"=', ''].join(newline)))).toMatchObject({
        line: 3,
        column: 5,
        reason,
      });
    expect(refused('"a"=dword:1\r"b"=dword:2')).toEqual([3, 12, END]);
  });

  test('in the line with the wrong continuation', () => {
    expect(refused('"a"=hex:01,\\', '', '  zz')).toEqual([
      5,
      3,
      'expected a byte after the backslash',
    ]);
    expect(refused('"a"=hex:01,\\', '  \\', '  02')).toEqual([
      4,
      3,
      'expected a byte after the backslash',
    ]);
    expect(refused('"a"=hex:01,\\ x')).toEqual([3, 14, END]);
  });

  test('but not at the largest allowed sizes', () => {
    const bytes = Buffer.from(
      [
        HEADER,
        `[HKEY_LOCAL_MACHINE${`\\${'k'.repeat(MAX_COMPONENT)}`.repeat(MAX_DEPTH)}]`,
        `"${'n'.repeat(MAX_VALUE_NAME)}"="${'x'.repeat(MAX_VALUE_BYTES / 2 - 1)}"`,
        `"hex"=hex:${'00,'.repeat(MAX_VALUE_BYTES)}`,
      ].join('\n'),
    );
    expect(parseRegFile(bytes)).toHaveLength(3);
  });
});

test.each([['03'], ['garbage'], ['# 03'], ['\n; comment\n\n03'], [`REGEDIT4`]])(
  'a value that ends in a comma is not followed by %j',
  (next) => {
    const [line, column, reason] = refused('"a"=hex:01,02,', ...next.split('\n'));
    expect([line, column]).toEqual([3 + next.split('\n').length, 1]);
    expect(reason).toMatch(
      /^expected a key, a value or a comment: the value above ends in a comma/,
    );
  },
);

describe('a file is refused', () => {
  const NO_HEADER = `expected "${HEADER}" or "REGEDIT4" as the first line`;
  const NO_TEXT = 'expected UTF-16LE with a byte-order mark, or UTF-8';

  test.each([
    ['that is empty', '', NO_HEADER],
    ['with another header', 'REGEDIT5\r\n', NO_HEADER],
    ['with a header in another case', 'regedit4\r\n', NO_HEADER],
    ['with more than a header in its first line', 'REGEDIT4 FOO\r\n', NO_HEADER],
    ['of another version', 'Windows Registry Editor Version 4.00\r\n', NO_HEADER],
    ['that begins with a key', `${KEY}\r\n`, NO_HEADER],
  ])('%s', (_, text, reason) => {
    expect(refusal(Buffer.from(text))).toMatchObject({ line: 1, column: 1, reason });
  });

  test('in UTF-16 without a byte-order mark, or with the big-endian one', () => {
    const text = Buffer.from(`\ufeff${HEADER}\r\n`, 'utf16le');
    expect(refusal(text.subarray(2)).reason).toBe(NO_HEADER);
    expect(refusal(Buffer.from(text).swap16())).toMatchObject({
      line: 1,
      column: 1,
      reason: NO_TEXT,
    });
  });

  test('at the first byte that is not UTF-8', () => {
    const text = Buffer.from(`${HEADER}\n${KEY}\n"é"="`);
    expect(refusal(Buffer.concat([text, Uint8Array.of(0xff)]))).toMatchObject({
      line: 3,
      column: 6,
      reason: NO_TEXT,
    });
    expect(refusal(Buffer.concat([text, Uint8Array.of(0xc3)]))).toMatchObject({
      line: 3,
      reason: NO_TEXT,
    });
  });

  test('that ends within a UTF-16 unit', () => {
    const text = Buffer.from(`\ufeff${HEADER}\n${KEY}\n`, 'utf16le');
    expect(refusal(Buffer.concat([text, Uint8Array.of(0x22)]))).toMatchObject({
      line: 3,
      column: 1,
      reason: 'the file ends within a UTF-16 unit',
    });
  });

  test('with a message that gives the place and the reason', () => {
    expect(refusal(Buffer.from(`${HEADER}\n${KEY}\n\n "x"`)).message).toBe(
      'line 4, column 5: expected "="',
    );
  });
});
