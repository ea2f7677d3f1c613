import { join } from 'node:path';

import { afterEach, expect, test } from '@jest/globals';

import { flipText } from '../support/flip-text.js';
import { Tidemark, type Answer } from './tidemark.js';

const TEXT = 'a text like no other';
const PATHS = [
  '/v1/events?limit=500',
  '/v1/operations?limit=500',
  '/v1/nodes/node-a/registry?key=SOFTWARE\\Contoso\\App',
] as const;

let tidemark: Tidemark;

afterEach(() => tidemark.stop());

/** Writes events before and after the damage. */
const write = async (): Promise<void> => {
  await tidemark.form();
  await tidemark.edit('node-a', TEXT);
  await tidemark.edit('node-a', 'another text');
  await tidemark.get('/v1/events');
};

/** Damages the file. Committed pages are in the write-ahead log too until a checkpoint. */
const damage = (): number => {
  const file = join(tidemark.engine.parts.settings.data, 'reads.db');
  return flipText([file, `${file}-wal`], TEXT);
};

/** Expects the right answer or a refusal by name. */
const expectTrue = (answer: Answer, right: Answer): void => {
  if (answer.status === 200) expect(answer.body).toEqual(right.body);
  else {
    expect([answer.status, answer.body['type']]).toEqual([
      503,
      'urn:tidemark:problem:read-model-damaged',
    ]);
    expect(answer.headers.get('retry-after')).toBe('1');
  }
};

const isWhole = async (): Promise<boolean> =>
  (await tidemark.send('GET /readyz')).status === 200 && tidemark.defects.length > 0;

/**
 * Damages the file until the damage is found. A page that is written again from memory is whole
 * again, and then there is nothing to find.
 */
const isRebuilt = (ask: () => Promise<unknown>) => async (): Promise<boolean> => {
  if (tidemark.defects.length === 0) damage();
  await ask();
  return isWhole();
};

const expectNamed = (): void => {
  for (const defect of tidemark.defects)
    expect(String(defect)).toMatch(/reads\.db is damaged: .*; it is built anew from the log$/);
};

test('a read model that is damaged under a running server gives no wrong answer, and is rebuilt', async () => {
  tidemark = await Tidemark.start();
  await write();
  const at = String(tidemark.engine.reads.position);
  const ask = (path: string): Promise<Answer> =>
    tidemark.send(`GET ${path}${path.includes('?') ? '&' : '?'}at=${at}`);
  const right = await Promise.all(PATHS.map(ask));
  expect(right.map(({ status }) => status)).toEqual(PATHS.map(() => 200));
  expect(damage()).toBeGreaterThan(0);
  let writes = 0;
  const askAll = async (): Promise<void> => {
    // A reader reads the file again after another write.
    writes += 1;
    await tidemark.edit('node-b', `more ${writes}`);
    for (const [index, path] of [...PATHS, ...PATHS].entries())
      expectTrue(await ask(path), right[index % PATHS.length] as Answer);
  };
  await askAll();
  await tidemark.until(isRebuilt(askAll));
  for (const [index, path] of PATHS.entries())
    expect((await ask(path)).body).toEqual(right[index]?.body);
  expectNamed();
  expect((await tidemark.edit('node-a', 'goes on')).status).toBe(200);
  expect(await tidemark.value('node-a')).toBe('goes on');
});

test('a read model is checked now and then, even without requests', async () => {
  tidemark = await Tidemark.start(undefined, { checkEveryMs: 20, hasThread: true });
  await write();
  const before = await tidemark.get('/v1/events?limit=500');
  expect(damage()).toBeGreaterThan(0);
  await tidemark.until(isRebuilt(() => Promise.resolve()));
  expectNamed();
  expect(await tidemark.get('/v1/events?limit=500')).toEqual(before);
});
