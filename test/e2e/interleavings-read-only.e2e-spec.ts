import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { sceneOf } from './scene.js';
import { Tidemark } from './tidemark.js';
import { TwoRequests, type Asked } from './two-requests.js';

const state = (is: string): Asked => ['POST /v1/cluster/state', { state: is }];

const CHANGE = { op: 'set', key: 'SOFTWARE\\K~', name: 'v', value: { type: 'REG_SZ', text: 'B' } };

describe('a cluster becomes read-only, and it is as if it had been so before or after', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterAll(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  test.each<[string, Asked]>([
    ['a group is configured', ['PATCH /v1/groups/g~', { failoverThreshold: 7 }]],
    ['a resource is configured', ['PATCH /v1/resources/r~', { restartThreshold: 7 }]],
    ['a registry is edited', ['PATCH /v1/nodes/node-a/registry', { changes: [CHANGE] }]],
  ])('%s', async (_, B) => {
    const sketch = {
      before: [
        state('read-write'),
        ['POST /v1/groups', { name: 'g~', owner: 'node-a' }],
        ['POST /v1/resources', { name: 'r~', type: 'Generic Service', group: 'g~' }],
      ] as const,
      A: state('read-only'),
      B,
      seen: ['groups', 'resources', '/v1/nodes/node-a/registry?key=SOFTWARE\\K~'],
    };
    const orders = await new TwoRequests(tidemark, sceneOf(sketch)).expectSerial({
      AB: [200, 503],
      BA: [200, 200],
    });
    expect(orders.size).toBeGreaterThan(2);
  });

  test('only once what was in flight is there, or was refused', async () => {
    await tidemark.send(...state('read-write'));
    const edits = Array.from({ length: 40 }, (_, index) => tidemark.edit('node-a', `v${index}`));
    await tidemark.send(...state('read-only'));
    const before = await tidemark.items('/v1/events?type=RegistryChanged&limit=1000');
    await Promise.all(edits);
    expect(await tidemark.items('/v1/events?type=RegistryChanged&limit=1000')).toEqual(before);
  });
});
