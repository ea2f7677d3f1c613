import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { hashKey, valueToJson, type RegistryChange } from '#registry';
import { changeOf, component, value } from '#testing/registry';

import { Tidemark, type Answer, type Json } from './tidemark.js';

const REG = { 'content-type': 'text/x-ms-regedit; charset=utf-8' };
const KEYS = ['SOFTWARE\\A', 'SOFTWARE\\Wow6432Node\\A', 'SYSTEM\\ControlSet001\\A', 'SAM\\A\\B'];

/** Changes of a node's physical registry. */
const changes: fc.Arbitrary<readonly RegistryChange[]> = fc.array(
  changeOf(
    fc
      .tuple(fc.constantFrom(...KEYS), fc.array(component, { maxLength: 2 }))
      .map(([key, below]) => [key, ...below].join('\\')),
    fc.oneof(component, fc.constantFrom('', 'back\\slash')),
  ),
  { minLength: 1, maxLength: 12 },
);

const bodyOf = (list: readonly RegistryChange[]): Json => ({
  changes: list.map((change) =>
    change.op === 'set' ? { ...change, value: valueToJson(change.value) } : change,
  ),
});

describe('the changes of an event', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterAll(() => tidemark.stop());

  const change = (node: string, body: Json): Promise<Answer> =>
    tidemark.send(`PATCH /v1/nodes/${node}/registry`, body);

  const hashOf = (name: string): string => {
    const { clusterState } = tidemark.engine;
    const { cluster } = clusterState;
    const id = cluster.status === 'formed' ? cluster.nodeNames.get(name.toUpperCase()) : undefined;
    const node = id === undefined ? undefined : clusterState.presentNode(id);
    return hashKey(node?.registry);
  };

  /** Sends the changes of each new event of node-a to node-b. */
  const resend = async (from: string): Promise<void> => {
    const events = await tidemark.items(`/v1/events?node=node-a&from=${from}&limit=1000`);
    for (const { type, data } of events) {
      if (!/^Registry(Changed|Restored|ChangesStaged)$/.test(String(type))) continue;
      const answer = await change('node-b', { changes: (data as Json)['changes'] as Json[] });
      expect([type, answer.status, answer.body['detail']]).toEqual([type, 200, undefined]);
    }
  };

  test('are sent again as they are, and make the same registry', async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const { status, body } = await change('node-a', bodyOf(list));
        expect(status).toBe(200);
        if (body['operation'] !== null) await resend(String(body['position']));
        expect(hashOf('node-b')).toBe(hashOf('node-a'));
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test('of an import in parts, of a value of 512 KiB and of a restore are sent again too', async () => {
    const before = String((await tidemark.send('GET /readyz')).body['position']);
    const hex = 'ab'.repeat(512 * 1024);
    await change('node-a', bodyOf([]));
    const lines = Array.from({ length: 40 }, (_, at) => `"v${at}"=hex:${'cd,'.repeat(30_000)}ef`);
    const head = [
      'Windows Registry Editor Version 5.00',
      '',
      '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Big]',
    ];
    const file = [...head, ...lines, ''].join('\r\n');
    expect((await tidemark.send('PATCH /v1/nodes/node-a/registry', file, REG)).status).toBe(200);
    const large = {
      op: 'set',
      key: 'SOFTWARE\\Big',
      name: 'Large',
      value: { type: 'REG_BINARY', hex },
    };
    expect((await change('node-a', { changes: [large] })).status).toBe(200);
    await tidemark.addCheckpoint('Server', 'SOFTWARE\\Big');
    await tidemark.edit('node-a', 'overwritten', ['SOFTWARE\\Big', 'v1']);
    await tidemark.send('POST /v1/resources/Server/online');
    await resend(String(BigInt(before) + 1n));
    expect(hashOf('node-b')).toBe(hashOf('node-a'));
  });

  test('show a value as every other answer shows it', async () => {
    await fc.assert(
      fc.asyncProperty(value, async (some) => {
        const shown = valueToJson(some);
        const key = 'SOFTWARE\\One';
        await change('node-a', { changes: [{ op: 'delete-key', key }] });
        const put = { op: 'set', key, name: 'n', value: shown };
        const { body } = await change('node-a', { changes: [put] });
        const [event] = await tidemark.items(`/v1/events?from=${String(body['position'])}`);
        expect((event?.['data'] as Json)['changes']).toEqual([put]);
        const view = await tidemark.get(`/v1/nodes/node-a/registry?key=${key}`);
        expect((view['values'] as Json[])[0]?.['value']).toEqual(shown);
        const [version] = await tidemark.items(
          `/v1/nodes/node-a/registry/history?key=${key}&limit=1`,
        );
        expect(version?.['value']).toEqual(shown);
      }),
      { seed: 2, numRuns: 25 },
    );
  });
});
