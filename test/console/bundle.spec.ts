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

test('the code of each view is asked for with its page', () => {
  const pages = JSON.parse(readFileSync(resolve(BUILT, 'pages.json'), 'utf8')) as Readonly<
    Record<string, Readonly<Record<'modules' | 'styles', readonly string[]>>>
  >;
  const named = Object.values(pages).flatMap(({ modules, styles }) => [...modules, ...styles]);
  const files = readdirSync(resolve(BUILT, 'assets')).map((name) => `/assets/${name}`);
  expect(files).toEqual(expect.arrayContaining(named));
  const views = files.filter((name) => /\.route-[^.]+\.js$/.test(name));
  const others = views.filter((name) => !named.includes(name));
  // The page of an operation has its id in its path.
  expect(others).toEqual([expect.stringContaining('/operation.route-')]);
});

test('the page asks for nothing elsewhere', () => {
  const page = readFileSync(resolve(BUILT, 'index.html'), 'utf8');
  const asked = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(asked.length).toBeGreaterThan(0);
  for (const address of asked) expect(address).toMatch(/^\/assets\//);
});
