import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { KEY, Tidemark, type Json } from './tidemark.js';

const DOCUMENT = resolve(import.meta.dirname, 'openapi.generated.json');

let tidemark: Tidemark;

beforeEach(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
});

afterEach(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

/** Sends a dry run, which leaves everything as it is. */
const dryRun = async (request: string, body?: unknown, headers = {}) => {
  const before = tidemark.fingerprint();
  const answer = await tidemark.send(request, body, headers);
  expect(tidemark.fingerprint()).toBe(before);
  return answer;
};

test('a dry run of a command answers as a what-if of it', async () => {
  const made = await dryRun('POST /v1/nodes?dryRun=true', { name: 'node-c' });
  expect(made.status).toBe(200);
  expect(made.headers.get('location')).toBeNull();
  expect(made.body['outcomes']).toMatchObject([
    { status: 201, body: { result: { name: 'node-c' } } },
  ]);
  const types = (made.body['events'] as Json[]).map(({ type }) => String(type));
  expect(types).toContain('NodeOpened');
  const refused = await dryRun('DELETE /v1/nodes/node-a?dryRun=true&reason=old');
  expect(refused.body['outcomes']).toMatchObject([{ status: 409 }]);
  const edit = { changes: [{ op: 'create-key', key: KEY }], reason: 'to see' };
  const edited = await dryRun('PATCH /v1/nodes/node-a/registry?view=64-bit&dryRun=true', edit);
  expect(edited.body['events']).toMatchObject([{ type: 'RegistryChanged', reason: 'to see' }]);
  const file =
    'Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\New]\r\n';
  const type = { 'content-type': 'text/x-ms-regedit' };
  const uploaded = await dryRun('PATCH /v1/nodes/node-a/registry?dryRun=true', file, type);
  expect(uploaded.body['diffs']).toMatchObject([{ node: 'node-a', summary: { added: 2 } }]);
});

test('a dry run with a stale ETag tells the refusal', async () => {
  const stale = { 'if-match': '"99"' };
  const { status, body } = await dryRun('PATCH /v1/groups/SQL?dryRun=true', { name: 'x' }, stale);
  expect([status, body['outcomes'][0].status]).toEqual([200, 412]);
});

test('the query means the same as a body that has a dry run of its own', async () => {
  await tidemark.edit('node-a', '1433');
  const { body: added } = await tidemark.addCheckpoint('Server');
  const [checkpoint] = await tidemark.items('/v1/resources/Server/checkpoints');
  await tidemark.edit('node-a', '9');
  const path = `/v1/resources/Server/checkpoints/${String(checkpoint?.['id'])}/restore`;
  const asked = await dryRun(`POST ${path}?dryRun=true`, {});
  expect(added['status']).toBe(0);
  expect(asked).toMatchObject({ status: 200, body: { expect: expect.any(String) as unknown } });
  expect(asked.body).toEqual((await dryRun(`POST ${path}`, { dryRun: true })).body);
});

test('a dry run in a batch is answered in its place, and in a what-if is refused', async () => {
  const commands = [{ method: 'POST', path: '/v1/groups/SQL/online?dryRun=true' }];
  const { body } = await dryRun('POST /v1/batch', { commands });
  expect(body['results']).toMatchObject([{ status: 200, body: { outcomes: [{ status: 200 }] } }]);
  const { body: tried } = await dryRun('POST /v1/what-if', { commands });
  expect(tried['outcomes']).toMatchObject([{ status: 400 }]);
});

test('every command has a dry run but those that leave the product or take long', async () => {
  const document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as { paths: Record<string, Json> };
  const without: string[] = [];
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      if (method === 'get') continue;
      const parameters = ((operation as Json)['parameters'] ?? []) as Json[];
      if (parameters.some(({ name }) => name === 'dryRun')) continue;
      without.push(`${method} ${path}`);
      const plain = path.replaceAll(/[{}]/g, '');
      const asked = await dryRun(`${method.toUpperCase()} ${plain}?dryRun=true`, {});
      expect([path, asked.status]).toEqual([path, 400]);
    }
  const kinds = /\/(backups|audit|jobs|parked|batch|what-if|bisect|reveal|drift)|-database$/;
  expect(without.filter((route) => !kinds.test(route))).toEqual([]);
});
