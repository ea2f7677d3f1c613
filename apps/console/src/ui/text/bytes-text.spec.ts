import { expect, test } from '@jest/globals';

import { bytesText } from './bytes-text.js';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [35_109, '35.1 kB'],
  [4_000_000, '4.0 MB'],
  [2_500_000_000_000_000, '2500.0 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
