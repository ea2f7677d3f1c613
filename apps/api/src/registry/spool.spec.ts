import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { StoreUnavailable } from '#event-store';

import { Spool } from './spool.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ITEMS = ['one', ['zwölf Boxkämpfer'], { smile: '\u{1f600}', half: '\ud83d' }, '', 'the last'];

const put = (spool: Spool<unknown>, ...items: readonly unknown[]): void => {
  for (const item of items) spool.push(item, JSON.stringify(item));
};

test.each([0, 5, 30, 1000])(
  'gives back all items in their order, as often as asked, with %d units in memory',
  (inMemory) => {
    const spool = new Spool<unknown>(folder, inMemory);
    put(spool, ...ITEMS);
    expect([...spool.items()]).toEqual(ITEMS);
    expect([...spool.items()]).toEqual(ITEMS);
    spool.close();
  },
);

test('leaves nothing in the folder, not even while it is open', () => {
  const spool = new Spool<unknown>(folder, 0);
  put(spool, 'text');
  expect(readdirSync(folder)).toEqual([]);
  spool.close();
  spool.close();
  expect([...spool.items()]).toEqual([]);
});

test('touches no folder for what fits into memory', () => {
  const spool = new Spool<unknown>(join(folder, 'that is not there'), 100);
  put(spool, 'text');
  expect([...spool.items()]).toEqual(['text']);
});

test('says by name that a folder can not be written', () => {
  const spool = new Spool<unknown>(join(folder, 'that is not there'), 0);
  expect(() => {
    put(spool, 'text');
  }).toThrow(StoreUnavailable);
});
