import { describe, expect, test } from '@jest/globals';

import { wordsOf } from './thing-words.js';

describe('the properties of things', () => {
  test.each<readonly [string, unknown, string | undefined]>([
    ['a text', 'node-a', 'node-a'],
    ['an empty text', '', '(empty)'],
    ['a number', 3, '3'],
    ['a flag', false, 'false'],
    ['nothing', null, undefined],
    ['a list', ['node-a', 'node-b'], 'node-a, node-b'],
    ['an empty list', [], '(none)'],
    ['an object', { node: 'node-a', delay: null }, 'node node-a, delay nothing'],
  ])('are words: %s', (_, content, words) => {
    expect(wordsOf(content)).toBe(words);
  });
});
