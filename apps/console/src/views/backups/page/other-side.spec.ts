import { describe, expect, test } from '@jest/globals';

import { otherSideIn } from './other-side.js';

const backups = [{ id: 'b1', text: 'nightly', position: '41' }];

describe('the other side of a backup', () => {
  test.each([
    [undefined, {}, undefined],
    ['now', {}, ['cluster', 'the cluster now', undefined, {}]],
    ['now', { at: '7' }, ['cluster@7', 'the cluster at 7', undefined, { at: '7' }]],
    ['node:a', {}, ['node:a', 'a now', 'a', {}]],
    ['node:a:b', { at: 't' }, ['node:a:b@t', 'a:b at t', 'a:b', { at: 't' }]],
    ['backup:b1', { at: '50' }, ['backup:b1', 'nightly', undefined, { at: '41' }]],
    ['backup:gone', {}, ['backup:gone', 'another backup', undefined, {}]],
    ['nonsense', {}, ['cluster', 'the cluster now', undefined, {}]],
  ])('%j at %j is %j', (other, page, side) => {
    const found = otherSideIn(other, { page, backups });
    expect(found && [found.name, found.text, found.node, found.at]).toEqual(side);
  });
});
