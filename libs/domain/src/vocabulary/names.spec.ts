import { describe, expect, test } from '@jest/globals';

import { isUuid, parseName } from './names.js';

describe('a name', () => {
  test.each([
    'SQL',
    'SQL Server (MSSQLSERVER)',
    'ü 中 😀',
    'x'.repeat(255),
    '..',
    'a/b',
    '__proto__',
    'a b',
    'a6f1f2d4-7c06-4a37-9d3b-0f4f9a6c5e21x',
  ])('may be %j', (name) => {
    expect(parseName(name)).toBe(name);
  });

  test.each([
    ['', /is empty/],
    ['  ', /is empty/],
    [' a', /starts or ends/],
    ['a\n', /starts or ends/],
    ['x'.repeat(256), /longer than 255/],
    ['a\0b', /control/],
    ['a\x1fb', /control/],
    ['\ud800', /surrogate/],
    ['A6F1F2D4-7C06-4A37-9D3B-0F4F9A6C5E21', /looks like an id/],
  ])('may not be %j', (name, reason) => {
    expect(() => parseName(name)).toThrow(reason);
    expect(() => parseName(name)).toThrow(
      expect.objectContaining({ status: 'ERROR_INVALID_PARAMETER', field: 'name' }),
    );
  });
});

test.each([
  ['a6f1f2d4-7c06-4a37-9d3b-0f4f9a6c5e21', true],
  ['A6F1F2D4-7C06-4A37-9D3B-0F4F9A6C5E21', true],
  ['a6f1f2d47c064a379d3b0f4f9a6c5e21', false],
  ['a6f1f2d4-7c06-4a37-9d3b-0f4f9a6c5e2', false],
  ['xa6f1f2d4-7c06-4a37-9d3b-0f4f9a6c5e21', false],
  ['a6f1f2d4-7c06-4a37-9d3b-0f4f9a6c5e21x', false],
  ['g6f1f2d4-7c06-4a37-9d3b-0f4f9a6c5e21', false],
])('%s is an id: %s', (text, is) => {
  expect(isUuid(text)).toBe(is);
});
