import { describe, expect, test } from '@jest/globals';

import { countIn, queryOf } from './lost-search.js';

describe('the filters of lost writes', () => {
  test('are those that the API knows', () => {
    expect(queryOf({ state: 'open', rule: 'R2', node: 'node-a', by: 'rule' })).toEqual({
      state: 'open',
      rule: 'R2',
      node: 'node-a',
    });
    expect(queryOf({ state: 'lost', rule: 'none', actor: undefined })).toEqual({});
  });

  test('count by states, unless another count is named', () => {
    expect([countIn({}), countIn({ by: 'node' }), countIn({ by: 'key' })]).toEqual([
      'state',
      'node',
      'state',
    ]);
  });
});
