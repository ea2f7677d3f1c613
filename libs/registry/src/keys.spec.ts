import { describe, expect, test } from '@jest/globals';

import { ClusterError } from '#clusapi';

import { isWithin, joinKey, parseKey, parseValueName, splitKey, touches } from './keys.js';

const refusal = (run: () => unknown): ClusterError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ClusterError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('a key', () => {
  test.each([
    'SOFTWARE',
    'Software\\Contoso\\\u00e4 b',
    'SOFTWARE\\HKLM\\HKEY_USERS',
    'HKLMX\\a',
    `SOFTWARE\\${'x'.repeat(255)}`,
    Array.from({ length: 512 }, () => 'x').join('\\'),
    'a\u007fb',
    '__proto__',
  ])('is kept as typed: %s', (key) => {
    expect(parseKey(key)).toBe(key);
  });

  test.each([
    ['', 'is empty'],
    ['\\SOFTWARE', 'starts with a backslash'],
    ['\\', 'starts with a backslash'],
    ['SOFTWARE\\', 'ends with a backslash'],
    ['SOFTWARE\\\\App', 'two backslashes'],
    ['SOFT\0WARE', 'U+0000'],
    ['SOFT\r\nWARE', 'U+000D'],
    ['SOFT\u001fWARE', 'U+001F'],
    [`SOFTWARE\\${'x'.repeat(256)}`, 'limit is 255'],
    [Array.from({ length: 513 }, () => 'x').join('\\'), 'limit is 512'],
    ['HKLM', 'not relative to HKLM'],
    ['hklm\\SOFTWARE', 'not relative to HKLM'],
    ['HKEY_LOCAL_MACHINE\\SOFTWARE', 'not relative to HKLM'],
    ['hkey_Users', 'not relative to HKLM'],
  ])('is refused with 87 when it is %j', (key, reason) => {
    const { status, field, message } = refusal(() => parseKey(key));
    expect([status, field]).toEqual(['ERROR_INVALID_PARAMETER', 'key']);
    expect(message).toContain(reason);
  });
});

describe("a value's name", () => {
  test.each(['', '@', 'back\\slash', 'x'.repeat(16_383)])('may be %j', (name) => {
    expect(parseValueName(name)).toBe(name);
  });

  test.each(['x'.repeat(16_384), 'a\0b'])('may not be %j', (name) => {
    const { status, field, message } = refusal(() => parseValueName(name));
    expect([status, field]).toEqual(['ERROR_INVALID_PARAMETER', 'name']);
    expect(message).toMatch(/^has /);
  });
});

test('a path is split into its components, and HKLM has none', () => {
  expect(splitKey('A\\b\\C')).toEqual(['A', 'b', 'C']);
  expect(splitKey('')).toEqual([]);
  expect(joinKey('A\\b', 'C')).toBe('A\\b\\C');
  expect(joinKey('', 'A')).toBe('A');
});

test.each([
  ['SOFTWARE\\App', 'software\\APP', true],
  ['SOFTWARE\\App\\Sub', 'software\\APP', true],
  ['SOFTWARE\\Application', 'SOFTWARE\\App', false],
  ['SOFTWARE', 'SOFTWARE\\App', false],
  ['SOFTWARE', '', true],
  ['', '', true],
  ['', 'SOFTWARE', false],
])('%j is within %j: %s', (key, ancestor, expected) => {
  expect(isWithin(key, ancestor)).toBe(expected);
});

const value = { type: 'REG_SZ', text: 'x' } as const;

test.each([
  [{ op: 'set', key: 'A\\B', name: 'n', value }, true],
  [{ op: 'set', key: 'a\\b\\c', name: 'n', value }, true],
  [{ op: 'delete-value', key: 'A\\B\\C', name: 'n' }, true],
  [{ op: 'create-key', key: 'A\\B\\C' }, true],
  [{ op: 'delete-key', key: 'A\\B' }, true],
  [{ op: 'delete-key', key: 'a' }, true],
  [{ op: 'delete-key', key: 'A\\B\\C' }, true],
  [{ op: 'set', key: 'A', name: 'n', value }, false],
  [{ op: 'create-key', key: 'A' }, false],
  [{ op: 'delete-value', key: 'A', name: 'n' }, false],
  [{ op: 'delete-key', key: 'A\\BB' }, false],
] as const)('%j touches A\\B: %s', (change, expected) => {
  expect(touches(change, 'A\\B')).toBe(expected);
});
