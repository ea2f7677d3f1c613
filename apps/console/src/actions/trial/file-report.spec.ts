import { describe, expect, test } from '@jest/globals';

import { passedOverIn } from './file-report.js';

describe('what an import passes over', () => {
  test.each<readonly [string, unknown]>([
    ['a problem', { title: 'refused', status: 400 }],
    ['nothing', null],
    ['a receipt without a result', { result: null }],
    ['a file that was read as a whole', { result: { notes: [], moreNotes: 0 } }],
    ['other roots without anything', { result: { otherRoots: { keys: 0, values: 0 } } }],
  ])('is nothing for %s', (_, body) => {
    expect(passedOverIn(body)).toBeUndefined();
  });

  test('is named by line, or by byte, with what is below other roots', () => {
    const notes = [
      { line: 7, column: 1, what: 'a line that is no key' },
      { offset: 4096, what: 'a bin that is damaged' },
    ];
    const otherRoots = { keys: 1, values: 2 };
    expect(passedOverIn({ result: { notes, moreNotes: 3, otherRoots } })).toEqual({
      places: [
        { where: 'Line 7, 1', what: 'a line that is no key' },
        { where: 'Byte 4096', what: 'a bin that is damaged' },
      ],
      others: 3,
      otherRoots: 'Left out below other roots: 1 key, 2 values.',
    });
  });
});
