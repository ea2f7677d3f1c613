import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { value } from '../../testing/arbitraries.js';
import { sameValue } from '../values/value-bytes.js';
import { maskedValue } from './masked-value.js';

const KEY = Buffer.alloc(32, 7);

test('a masked value shows its type and size, and an HMAC instead of its data', () => {
  // Computed with: printf '\x01\0\0\0h\0i\0\0\0' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…
  expect(maskedValue({ type: 'REG_SZ', text: 'hi' }, KEY)).toEqual({
    masked: 'hmac-sha256:bee9be01e6b22620a48b8856b18e8a76',
    type: 'REG_SZ',
    size: 6,
  });
});

test('another key gives another mask', () => {
  const hi = { type: 'REG_SZ', text: 'hi' } as const;
  expect(maskedValue(hi, Buffer.alloc(32, 8)).masked).not.toBe(maskedValue(hi, KEY).masked);
});

test('masks are equal exactly where type and data are equal', () => {
  fc.assert(
    fc.property(value, value, (one, other) => {
      const isEqual = maskedValue(one, KEY).masked === maskedValue(other, KEY).masked;
      expect(isEqual).toBe(sameValue(one, other));
    }),
  );
});
