import { expect, test } from '@jest/globals';

import { unsuitable } from './require-node.js';

test.each(['24.0.0', '24.21.0', '26.1.0', '100.0.0'])('accepts Node.js %s', (version) => {
  expect(unsuitable(version)).toBeUndefined();
});

test.each(['18.20.0', '20.20.2', '22.15.0', '23.11.1', '9.0.0'])(
  'names the version to install, in one line, on Node.js %s',
  (version) => {
    expect(unsuitable(version)).toMatch(/^Tidemark needs Node\.js 24 or newer[^\n]*$/);
    expect(unsuitable(version)).toContain(version);
  },
);
