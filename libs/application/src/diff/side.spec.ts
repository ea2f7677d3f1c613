import { describe, expect, test } from '@jest/globals';

import { parseSide } from './side.js';

describe('a side', () => {
  test.each([
    ['node:a', { kind: 'node', node: 'a', at: undefined }],
    ['node:a b:c@12', { kind: 'node', node: 'a b:c', at: '12' }],
    ['node:a@b@2026-01-02T03:04:05Z', { kind: 'node', node: 'a@b', at: '2026-01-02T03:04:05Z' }],
    ['node:a@', { kind: 'node', node: 'a', at: '' }],
    ['checkpoint:x', { kind: 'checkpoint', checkpoint: 'x', at: undefined }],
    ['checkpoint:x@7', { kind: 'checkpoint', checkpoint: 'x', at: '7' }],
    ['capture:x/3', { kind: 'capture', checkpoint: 'x', number: 3 }],
    ['cluster', { kind: 'cluster', at: undefined }],
    ['cluster@7', { kind: 'cluster', at: '7' }],
  ])('is read from %s', (text, side) => {
    expect(parseSide(text, '/left')).toEqual(side);
  });

  test.each([
    ...['', '@', 'node', 'node:', 'node:@7', 'Node:a', 'cluster:', 'cluster:a', 'capture:x'],
    ...['capture:x/0', 'capture:x/01', 'capture:x/3@7', 'capture:/3', 'capture:x/y', 'backup:x'],
  ])('is not read from "%s"', (text) => {
    expect(() => parseSide(text, '/left')).toThrow('/left');
  });
});
