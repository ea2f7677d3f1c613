import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { edit, sendBatch, type Command } from './batches.js';
import { KEY, Tidemark, type Json } from './tidemark.js';

const DOCUMENT = resolve(import.meta.dirname, 'openapi.generated.json');

describe('a batch', () => {
  let tidemark: Tidemark;

  beforeEach(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterEach(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  const send = (commands: readonly Command[], headers = {}): Promise<readonly Json[]> =>
    sendBatch(tidemark, commands, headers);

  test('answers each command as it would have been answered alone, in their order', async () => {
    const commands: readonly Command[] = [
      edit('one'),
      { method: 'POST', path: '/v1/nodes', body: { name: 'node-c' } },
      { method: 'POST', path: '/v1/nodes', body: { name: 'NODE-A' } },
      { method: 'POST', path: '/v1/nodes', body: { name: 7 } },
      edit('two', 'nobody'),
      { method: 'POST', path: '/v1/nowhere' },
      {
        method: 'POST',
        path: '/v1/resources/Server/control',
        body: { controlCode: 'CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS' },
      },
      { method: 'PATCH', path: '/v1/nodes/node-a/registry?view=128-bit', body: { changes: [] } },
      { method: 'POST', path: '/v1/groups/SQL/online' },
    ];
    const results = await send(commands);
    expect(results.map(({ status }) => Number(status))).toEqual([
      200, 201, 409, 400, 404, 404, 200, 400, 200,
    ]);
    expect(results[0]?.['body'].events[0].type).toBe('RegistryChanged');
    expect(results[1]?.['location']).toMatch(/^\/v1\/nodes\//);
    expect(results[2]?.['body'].win32.code).toBe(5040);
    expect(results[3]?.['body'].errors[0].pointer).toBe('/name');
    expect(results[6]?.['body'].output).toEqual([]);
  });

  test('of 1,000 edits is one commit, and all edits are there', async () => {
    const results = await send(Array.from({ length: 1000 }, (_, index) => edit(`n${index}`)));
    expect(new Set(results.map(({ status }) => Number(status)))).toEqual(new Set([200]));
    const { body } = await tidemark.send(`GET /v1/nodes/node-a/registry?key=${KEY}`);
    expect(body['values']).toHaveLength(1000);
    const positions = results.map((result) => Number(result['body'].position));
    const first = String(positions[0]);
    const events = await tidemark.items(`/v1/events?limit=1000&from=${first}`);
    expect(events.map(({ position }) => Number(position))).toEqual(positions);
  });

  test('commands for one thing take effect in their order', async () => {
    const set = (number: number): Command => ({
      method: 'PATCH',
      path: '/v1/nodes/node-a/registry',
      body: { changes: [{ op: 'set', key: KEY, name: 'n', value: { type: 'REG_DWORD', number } }] },
    });
    await send([set(1), set(2), set(3), set(3)]);
    const { body } = await tidemark.send(`GET /v1/nodes/node-a/registry?key=${KEY}`);
    expect(body['values'][0].value.number).toBe(3);
  });

  test('that is repeated under its Idempotency-Key writes nothing, item by item', async () => {
    const key = { 'idempotency-key': 'batch' };
    const commands = [edit('one'), { method: 'POST', path: '/v1/nodes', body: { name: 'node-c' } }];
    const first = await send(commands, key);
    expect(await send(commands, key)).toEqual(first);
    const [changed] = await send([edit('other')], key);
    expect(changed?.['status']).toBe(422);
    const receipt = await fetch(`${tidemark.url}/v1/receipts?key=batch%231`);
    expect(await receipt.json()).toMatchObject({
      operation: first[1]?.['body'].operation as string,
    });
  });

  test('takes a body whose fields have defaults', async () => {
    await tidemark.edit('node-a', '1');
    const path = '/v1/resources/Server/checkpoints';
    const [added] = await send([{ method: 'POST', path, body: { key: KEY } }]);
    expect(added?.['status']).toBe(201);
  });

  test.each([
    ['no commands', { commands: [] }, '/commands'],
    ['too many', { commands: Array.from({ length: 1001 }, () => edit('n')) }, '/commands'],
    ['a read', { commands: [{ method: 'GET', path: '/v1/nodes' }] }, '/commands/0/method'],
    ['a command without a path', { commands: [{ method: 'POST' }] }, '/commands/0/path'],
  ])('of %s is refused', async (_, body, pointer) => {
    const answer = await tidemark.send('POST /v1/batch', body);
    expect(answer.status).toBe(400);
    expect((answer.body['errors'] as Json[])[0]?.['pointer']).toBe(pointer);
  });

  test('may hold every command of the document', async () => {
    const document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as {
      paths: Record<string, object>;
    };
    const alone = [
      '/v1/batch',
      '/v1/backups/verify',
      '/v1/backups/{id}/verify',
      '/v1/bisect',
      '/v1/what-if',
      '/v1/parked/{id}/retry',
      '/v1/audit/verify',
      '/v1/jobs/{id}',
    ];
    for (const [path, methods] of Object.entries(document.paths)) {
      if (alone.includes(path)) continue;
      for (const method of ['POST', 'PATCH', 'PUT', 'DELETE']) {
        if (!(method.toLowerCase() in methods)) continue;
        const item = { method, path: path.replaceAll(/[{}]/g, ''), body: {} };
        const { body } = await tidemark.send('POST /v1/batch', { commands: [item] });
        const [result] = body['results'] as Json[];
        expect([path, method, result?.['body'].title]).not.toEqual([path, method, 'no such route']);
      }
    }
  });

  test('with If-Match is refused: it has no ETag', async () => {
    const commands = [{ method: 'POST', path: '/v1/nodes', body: { name: 'no' } }];
    const answer = await tidemark.send('POST /v1/batch', { commands }, { 'if-match': '"1"' });
    expect(answer.body).toMatchObject({ status: 400, errors: [{ pointer: '/headers/if-match' }] });
  });
});
