import { expect, test } from '@jest/globals';

import { isTag, parseTag } from './tag.js';

test.each([
  ['before-upgrade', true],
  ['v1.2_3', true],
  ['a', true],
  ['A'.repeat(64), true],
  ['A'.repeat(65), false],
  ['', false],
  ['1a', false],
  ['2026-01-01T00:00:00Z', false],
  ['-a', false],
  ['a b', false],
  ['a@b', false],
  ['a/b', false],
  ['é', false],
  ['a\n', false],
])('%j can be a tag: %s', (text, expected) => {
  expect(isTag(text)).toBe(expected);
  if (expected) expect(parseTag(text)).toBe(text);
  else expect(() => parseTag(text)).toThrow('is no tag');
});
