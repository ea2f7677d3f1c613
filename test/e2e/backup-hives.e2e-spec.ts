import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { getValue, HiveReader, treeOfHive } from '#registry';
import { KEY, Tidemark, type Json } from './tidemark.js';

const HIVE = 'application/x-ms-registry-hive';

let tidemark: Tidemark;
beforeAll(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
});
afterAll(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

test('a backup gives out a key of a node as a hive, as the key was then', async () => {
  await tidemark.edit('node-a', 'then');
  const { body } = await tidemark.send('POST /v1/backups', { reason: 'before' });
  await tidemark.edit('node-a', 'later');
  const id = String((body['result'] as Json)['id']);
  const query = String(new URLSearchParams({ node: 'node-a', key: KEY, format: 'standard' }));
  const answer = await fetch(`${tidemark.url}/v1/backups/${id}/registry?${query}`, {
    headers: { accept: HIVE },
  });
  expect(answer.headers.get('tidemark-notice')).not.toBeNull();
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.readUInt32LE(24)).toBe(3);
  const tree = treeOfHive(new HiveReader(bytes).parts());
  expect(getValue(tree, 'Port')).toEqual({ type: 'REG_SZ', text: 'then' });
});
