import { describe, expect, test } from '@jest/globals';

import { textParts } from './text-parts.js';

const textOf = (parts: ReturnType<typeof textParts>['left']): string =>
  parts.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join('');

describe('what differs inside two texts', () => {
  test.each([
    ['letters of short ones', '1433', '1444', '14[33]', '14[44]'],
    [
      'words of long ones',
      `${'a '.repeat(150)}old`,
      `${'a '.repeat(150)}new`,
      `${'a '.repeat(150)}[old]`,
      `${'a '.repeat(150)}[new]`,
    ],
    ['the whole of very long ones', 'x'.repeat(2001), 'x', `[${'x'.repeat(2001)}]`, '[x]'],
  ])('is %s', (_, left, right, ofLeft, ofRight) => {
    const parts = textParts(left, right);
    expect([textOf(parts.left), textOf(parts.right)]).toEqual([ofLeft, ofRight]);
  });
});
