import { describe, expect, test } from '@jest/globals';

import { type RegistryChange } from '../values/value.js';
import { type RegFileNote } from './notes.js';
import { RegFileReader, type RegFileOptions, type RegFileReport } from './parse.js';

const HEADER = 'Windows Registry Editor Version 5.00';
const KEY = '[HKEY_LOCAL_MACHINE\\K]';
const VALUE = { op: 'set', key: 'K', name: 'a', value: { type: 'REG_DWORD', number: 1 } };

type Read = Readonly<{ changes: readonly RegistryChange[]; report: RegFileReport }>;

const read = (lines: readonly string[], options?: RegFileOptions): Read => {
  const reader = new RegFileReader(options);
  const bytes = Buffer.from([HEADER, ...lines, ''].join('\r\n'));
  const changes = [...reader.push(bytes), ...reader.end()];
  return { changes, report: reader.report };
};

const notesOf = (lines: readonly string[]): readonly RegFileNote[] => read(lines).report.notes;

const HEADER_AGAIN = 'another header: the first one counts';
const COMMENT = 'a comment that does not start with ";"';
const OTHER = 'a line that is no key, no value and no comment';

describe('a line that holds no data is passed over and noted', () => {
  test.each([
    [HEADER, 1, HEADER_AGAIN],
    [`\ufeff ${HEADER}`, 3, HEADER_AGAIN],
    ['REGEDIT4', 1, HEADER_AGAIN],
    ['# "a"="b" [c]', 1, COMMENT],
    ['  // why', 3, COMMENT],
    [':: @="x"', 1, COMMENT],
    ['garbage', 1, OTHER],
    ['Name=value', 1, OTHER],
    ['\x1a', 1, OTHER],
    ['-----', 1, OTHER],
  ])('%j', (line, column, what) => {
    const { changes, report } = read([KEY, line, '"a"=dword:1']);
    expect(report.notes).toEqual([{ line: 3, column, what }]);
    expect(changes).toEqual([{ op: 'create-key', key: 'K' }, VALUE]);
  });

  test('but not an empty line, or a comment that starts with ";"', () => {
    expect(notesOf([KEY, '', '  ', ' ; comment', '"a"=dword:1 ; why'])).toEqual([]);
  });

  test('but not carriage returns at the end of a line', () => {
    const { changes, report } = read(['\r', `${KEY}\r`, '\r\r', '"a"=dword:1\r', '"b"=-; x\r']);
    expect(report.notes).toEqual([]);
    expect(changes).toEqual([
      { op: 'create-key', key: 'K' },
      VALUE,
      { op: 'delete-value', key: 'K', name: 'b' },
    ]);
  });

  test('after a value that ends in a comma, once another value or key follows', () => {
    const { changes } = read([KEY, '"a"=hex:01,', '"a"=dword:1', '# comment']);
    expect(changes.at(-1)).toEqual(VALUE);
    expect(notesOf([KEY, '"a"=hex:01,', KEY, '# comment'])).toHaveLength(1);
  });

  test('up to 100 times; the others are counted', () => {
    const { notes, moreNotes } = read(Array.from({ length: 250 }, () => 'garbage')).report;
    expect([notes.length, notes.at(-1)?.line, moreNotes]).toEqual([100, 101, 150]);
  });
});

test('a backslash at the end of a key is passed over and noted', () => {
  const what = 'a backslash at the end of a key';
  expect(read(['[HKEY_LOCAL_MACHINE\\K\\]', '"a"=dword:1'])).toMatchObject({
    changes: [{ op: 'create-key', key: 'K' }, VALUE],
    report: { notes: [{ line: 2, column: 22, what }] },
  });
  expect(read(['[-HKEY_LOCAL_MACHINE\\K\\\\]']).changes).toEqual([{ op: 'delete-key', key: 'K' }]);
  expect(notesOf(['[HKEY_LOCAL_MACHINE\\]'])).toEqual([{ line: 2, column: 20, what }]);
});

test('a value below a deleted key is passed over and noted, over all its lines', () => {
  const { changes, report } = read([
    ...['[-HKEY_LOCAL_MACHINE\\Old]', '"b"=hex:01,\\', '  02', '@=-'],
    ...[KEY, '"a"=dword:1'],
  ]);
  const what = 'a value of a key that is deleted';
  expect(report.notes).toEqual([
    { line: 3, column: 1, what },
    { line: 5, column: 1, what },
  ]);
  expect(changes).toEqual([
    { op: 'delete-key', key: 'Old' },
    { op: 'create-key', key: 'K' },
    VALUE,
  ]);
});

test.each([['garbage'], ['# comment'], [HEADER], ['[HKEY_LOCAL_MACHINE\\K\\]']])(
  'a strict reader refuses %j at its place',
  (line) => {
    expect(() => read([KEY, line], { isStrict: true })).toThrow(/^line 3, column .*strict=true/);
    expect(() => read([KEY, '; comment'], { isStrict: true })).not.toThrow();
  },
);

describe('HKEY_CLASSES_ROOT', () => {
  test('is SOFTWARE\\Classes', () => {
    expect(
      read([
        '[HKEY_CLASSES_ROOT\\.txt]',
        '@="x"',
        '[-hkey_classes_root\\Old]',
        '[HKEY_CLASSES_ROOT]',
      ]).changes,
    ).toMatchObject([
      { op: 'create-key', key: 'SOFTWARE\\Classes\\.txt' },
      { op: 'set', key: 'SOFTWARE\\Classes\\.txt', name: '' },
      { op: 'delete-key', key: 'SOFTWARE\\Classes\\Old' },
      { op: 'create-key', key: 'SOFTWARE\\Classes' },
    ]);
  });

  test('makes a key too deep that has the greatest depth below it', () => {
    const deep = '\\k'.repeat(511);
    expect(() => read([`[HKEY_CLASSES_ROOT${deep}]`])).toThrow(/has 513 levels, the limit is 512/);
  });
});

describe('other roots', () => {
  const LINES = [
    ...['[HKEY_CURRENT_USER\\Software]', '"a"="1"', '"b"=hex:01,\\', '  02'],
    ...['[-HKEY_USERS\\.DEFAULT\\x]', KEY, '"a"=dword:1'],
  ];

  test('are left out and counted where the caller wants so', () => {
    const { changes, report } = read(LINES, { otherRoots: 'skip' });
    expect(changes).toEqual([{ op: 'create-key', key: 'K' }, VALUE]);
    expect(report).toMatchObject({ otherRoots: { keys: 2, values: 2 }, notes: [] });
  });

  test.each([['[HKEY_LOCAL_MACHINES\\K]'], ['[HKLM\\K]'], ['[Settings]']])(
    '%s is no root of Windows and is refused all the same',
    (line) => {
      expect(() => read([line], { otherRoots: 'skip' })).toThrow(
        /^line 2, column 2: expected HKEY_/,
      );
    },
  );

  test('a fault of a value that is left out is refused', () => {
    expect(() => read(['[HKEY_USERS]', '"a"=1'], { otherRoots: 'skip' })).toThrow(/^line 3/);
  });
});
