import { resolve } from 'node:path';

import { expect, test } from '@jest/globals';
import { finishedNode } from '../support/finished.js';

const ROOT = resolve(import.meta.dirname, '../../dist/apps');

/** Makes a process believe that it runs on another Node.js. */
const onVersion = (version: string): string => {
  const versions = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  return `data:text/javascript,${encodeURIComponent(versions)}`;
};

test.each(['api', 'tour', 'copy', 'bench'])('%s ends with one line on an old Node.js', (app) => {
  const entry = resolve(ROOT, `${app}/src/main.js`);
  const { status, stdout, stderr } = finishedNode(['--import', onVersion('20.20.2'), entry]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.trim()).toMatch(
    /^Tidemark needs Node\.js 24 or newer, and this is 20\.20\.2[^\n]*$/,
  );
});
