import { describe, expect, test } from '@jest/globals';

import { type Entry } from '../key-question.js';
import { pairsOf } from './pairs.js';

const entry = (name: string, text: string, type = 'REG_SZ'): Entry => ({
  name,
  value: { type, text },
  writtenAt: null,
  origin: null,
});

describe('two keys side by side', () => {
  test('have each name once, whatever its case, in the order of names', () => {
    const pairs = pairsOf(
      [entry('port', '1'), entry('Same', 'x'), entry('Type', 'x')],
      [
        entry('New', 'n'),
        entry('Port', '2'),
        entry('same', 'x'),
        entry('Type', 'x', 'REG_EXPAND_SZ'),
      ],
    );
    expect(
      pairs.map(({ name, left, right, differs }) => [
        name,
        left?.value.text,
        right?.value.text,
        differs,
      ]),
    ).toEqual([
      ['New', undefined, 'n', true],
      ['port', '1', '2', true],
      ['Same', 'x', 'x', false],
      ['Type', 'x', 'x', true],
    ]);
  });
});
