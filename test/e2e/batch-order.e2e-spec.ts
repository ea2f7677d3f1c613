import { generateKeyPairSync } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { edit, sendBatch, type Command } from './batches.js';
import { KEY, Tidemark, type Json } from './tidemark.js';

describe('a batch keeps its order for one thing', () => {
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

  const command = (request: string, body?: object): Command => {
    const [method = '', path = ''] = request.split(' ');
    return { method, path: encodeURI(path), ...(body !== undefined && { body }) };
  };
  const pem = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;
  const KEYS = '/v1/nodes/node-a/key-containers';
  const NAME = `${KEYS}/24%5C%5CC`;
  const store = command(`PUT ${KEYS}`, { type: 24, container: 'C', pem });
  const erase = { method: 'DELETE', path: NAME };
  const replace = { method: 'PUT', path: NAME, body: { pem } };
  const control = (controlCode: string, input?: string): Command =>
    command('POST /v1/resources/Server/control', {
      controlCode,
      ...(input !== undefined && { input }),
    });

  /** Commands for one thing in order, and the statuses of their answers. */
  const SEQUENCES: readonly (readonly [string, readonly Command[], readonly number[]])[] = [
    ['a new key container', [store, erase], [200, 200]],
    [
      'a key container again and again',
      [store, erase, erase, store, replace, erase, replace],
      [200, 200, 404, 200, 200, 200, 404],
    ],
    [
      'a role that goes and comes back',
      [command('DELETE /v1/groups/Empty'), command('POST /v1/groups', { name: 'empty' })],
      [200, 201],
    ],
    [
      'a role that is made and removed',
      [
        command('POST /v1/groups', { name: 'G' }),
        command('PATCH /v1/groups/g', { name: 'H' }),
        command('DELETE /v1/groups/H'),
        command('DELETE /v1/groups/h'),
      ],
      [201, 200, 200, 404],
    ],
    [
      'a node',
      [
        command('POST /v1/nodes', { name: 'n' }),
        command('POST /v1/nodes/N/stop'),
        command('DELETE /v1/nodes/n'),
        edit('x', 'n'),
      ],
      [201, 200, 200, 404],
    ],
    [
      'a resource',
      [
        command('DELETE /v1/resources/Server'),
        command('POST /v1/resources', { name: 'Server', type: 'Generic Service', group: 'SQL' }),
        command('POST /v1/resources/Server/online'),
      ],
      [200, 201, 200],
    ],
    [
      'control codes',
      [
        control('CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT', KEY),
        control('CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT', KEY),
      ],
      [200, 200],
    ],
  ];

  test.each(SEQUENCES)('%s', async (name, commands, expected) => {
    await tidemark.send('POST /v1/groups', { name: 'Empty' });
    if (name === 'control codes') await tidemark.edit('node-a', '1');
    const results = await send(commands);
    expect(results.map(({ status }) => Number(status))).toEqual(expected);
    if (name === 'control codes')
      expect(results.map(({ body }) => Number((body as Json)['status']))).toEqual([0, 183]);
    expect(await tidemark.items(KEYS)).toEqual([]);
  });

  test('the last of online and offline wins', async () => {
    const [on, off] = ['online', 'offline'].map((way) =>
      command(`POST /v1/resources/Server/${way}`),
    );
    const role = command('POST /v1/groups/sql/offline');
    if (on === undefined || off === undefined) throw new Error('both are there');
    await send([on, off, on, off]);
    expect(await tidemark.stateOf('Server')).toBe('Offline');
    await send([off, on]);
    expect(await tidemark.stateOf('Server')).toBe('Online');
    await send([off, on, role]);
    expect(await tidemark.stateOf('Server')).toBe('Offline');
  });

  test('a list that is staged in parts takes effect before later commands', async () => {
    const value = (name: string, text: string): object => ({
      op: 'set',
      key: KEY,
      name,
      value: { type: 'REG_SZ', text },
    });
    const long = Array.from({ length: 9 }, (_, at) =>
      value(at === 0 ? 'n' : `l${at}`, 'x'.repeat(90_000)),
    );
    const change = (changes: readonly object[]): Command =>
      command('PATCH /v1/nodes/node-a/registry', { changes });
    const results = await send([change(long), change([value('n', 'last')])]);
    expect(results.map(({ status }) => Number(status))).toEqual([200, 200]);
    expect((results[0]?.['body'].events as Json[]).length).toBeGreaterThan(1);
    expect(await tidemark.value('node-a', undefined, [KEY, 'n'])).toBe('last');
  });

  test('also under an Idempotency-Key', async () => {
    const results = await send([store, erase, store, erase], { 'idempotency-key': 'order' });
    expect(results.map(({ status }) => Number(status))).toEqual([200, 200, 200, 200]);
  });
});
