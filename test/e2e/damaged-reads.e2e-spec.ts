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

/** What is written before it is damaged, and after. */
const write = async (): Promise<void> => {
  await tidemark.form();
  await tidemark.edit('node-a', TEXT);
  await tidemark.edit('node-a', 'another text');
  await tidemark.get('/v1/events');
};

/** What was written is in the write-ahead log as well, until it is copied. */
const damage = (): void => {
  const file = join(tidemark.engine.parts.settings.data, 'reads.db');
  expect(flipText([file, `${file}-wal`], TEXT)).toBeGreaterThan(0);
};

/** Right, or refused by name. */
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

test('a read model that is damaged under a running server gives no wrong answer, and is built anew', async () => {
  tidemark = await Tidemark.start();
  await write();
  const at = String(tidemark.engine.reads.position);
  const ask = (path: string): Promise<Answer> =>
    tidemark.send(`GET ${path}${path.includes('?') ? '&' : '?'}at=${at}`);
  const right = await Promise.all(PATHS.map(ask));
  expect(right.map(({ status }) => status)).toEqual(PATHS.map(() => 200));
  damage();
  // Who reads looks into the file again once more was written.
  await tidemark.edit('node-b', 'more');
  for (const [index, path] of [...PATHS, ...PATHS].entries())
    expectTrue(await ask(path), right[index % PATHS.length] as Answer);
  await tidemark.until(isWhole);
  for (const [index, path] of PATHS.entries())
    expect((await ask(path)).body).toEqual(right[index]?.body);
  expect(tidemark.defects.map(String)).toEqual([
    expect.stringMatching(/reads\.db is damaged: .*; it is built anew from the log$/),
  ]);
  expect((await tidemark.edit('node-a', 'goes on')).status).toBe(200);
  expect(await tidemark.value('node-a')).toBe('goes on');
});

test('a read model is checked now and then, whether it is asked or not', async () => {
  tidemark = await Tidemark.start(undefined, { checkEveryMs: 20 });
  await write();
  const before = await tidemark.get('/v1/events?limit=500');
  damage();
  await tidemark.until(isWhole);
  expect(tidemark.defects.map(String)).toEqual([
    expect.stringMatching(/reads\.db is damaged: .*; it is built anew from the log$/),
  ]);
  expect(await tidemark.get('/v1/events?limit=500')).toEqual(before);
});
