import { describe, expect, test } from '@jest/globals';

import { MAX_NESTING, requireShallow } from './nesting.js';

const check = (text: string): void => {
  requireShallow(Buffer.from(text));
};

describe('the nesting of a JSON text', () => {
  test('may be 32 levels', () => {
    expect(MAX_NESTING).toBe(32);
    check('['.repeat(32) + ']'.repeat(32));
    check('{"a":'.repeat(32) + '1' + '}'.repeat(32));
    check(`[${'[],'.repeat(1000)}[]]`);
  });

  test.each([
    ['arrays', '['.repeat(33)],
    ['objects', '{"a":'.repeat(33)],
    ['both', '[{"a":'.repeat(17)],
    ['a whole mebibyte', '['.repeat(1024 * 1024)],
    ['what follows a text that ends in a backslash', `["\\\\",${'['.repeat(32)}`],
  ])('of %s beyond is refused, and the limit is named', (_, text) => {
    expect(() => {
      check(text);
    }).toThrow(/nested deeper than 32 levels/);
  });

  test('does not count what stands in a text', () => {
    check(`["${'['.repeat(100)}","\\"${'{'.repeat(100)}","\\\\\\"${'['.repeat(100)}"]`);
    check(`"${'['.repeat(100)}`);
  });
});
