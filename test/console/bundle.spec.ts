import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expect, test } from '@jest/globals';

import { MAX_BUNDLE_BYTES } from '../../apps/console/bundle-limit.js';

const BUILT = resolve(import.meta.dirname, '../../dist/console');

test('all files of the console together are below the limit', () => {
  const files = readdirSync(BUILT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.gz'))
    .map(({ parentPath, name }) => resolve(parentPath, name));
  const bytes = files
    .map((file) => gzipSync(readFileSync(file), { level: 9 }).length)
    .reduce((sum, length) => sum + length, 0);
  expect(files.some((file) => file.endsWith('.js'))).toBe(true);
  expect(bytes).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
});

test('the page asks for nothing elsewhere', () => {
  const page = readFileSync(resolve(BUILT, 'index.html'), 'utf8');
  const asked = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(asked.length).toBeGreaterThan(0);
  for (const address of asked) expect(address).toMatch(/^\/assets\//);
});
