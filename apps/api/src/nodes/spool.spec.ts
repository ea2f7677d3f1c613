import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { Spool } from './spool.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const TEXTS = ['one', 'zwölf Boxkämpfer', '\u{1f600} of 4 bytes', '', 'the last one'];

test.each([0, 3, 20, 1000])(
  'gives back all texts in their order, as often as asked, with %d units in memory',
  (inMemory) => {
    const spool = new Spool(folder, inMemory);
    for (const text of TEXTS) spool.push(text);
    expect([...spool.texts()]).toEqual(TEXTS);
    expect([...spool.texts()]).toEqual(TEXTS);
    spool.close();
  },
);

test('leaves nothing in the folder, not even while it is open', () => {
  const spool = new Spool(folder, 0);
  spool.push('text');
  expect(readdirSync(folder)).toEqual([]);
  spool.close();
  spool.close();
  expect([...spool.texts()]).toEqual([]);
});

test('touches no folder for what fits into memory', () => {
  const spool = new Spool(join(folder, 'that is not there'), 100);
  spool.push('text');
  expect([...spool.texts()]).toEqual(['text']);
});
