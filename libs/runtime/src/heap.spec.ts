import { execFileSync } from 'node:child_process';

import { expect, test } from '@jest/globals';

import { GROWTH_FLAG } from './heap.js';

test('V8 knows how much its heap is to grow', () => {
  expect(execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })).toContain(
    `${GROWTH_FLAG} `,
  );
});
