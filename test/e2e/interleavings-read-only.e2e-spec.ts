import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { PausedAppends } from '../support/paused-appends.js';
import { sceneOf } from './scene.js';
import { Tidemark } from './tidemark.js';
import { TwoRequests, type Asked } from './two-requests.js';

const state = (is: string): Asked => ['POST /v1/cluster/state', { state: is }];

const SLOW = { 'tidemark-actor': 'slow' };
const CHANGE = { op: 'set', key: 'SOFTWARE\\K~', name: 'v', value: { type: 'REG_SZ', text: 'B' } };

describe('a cluster becomes read-only, and another request comes entirely before or after it', () => {
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

  test('a cluster is read-only only once all requests in flight are done or refused', async () => {
    await tidemark.send(...state('read-write'));
    const appends = new PausedAppends(tidemark.engine.store, new Set(['slow']));
    const edit = tidemark.send('PATCH /v1/groups/SQL', { failoverThreshold: 9 }, SLOW);
    await appends.next('slow', edit);
    const seen: string[] = [];
    const frozen = tidemark.send(...state('read-only')).then(() => seen.push('answered'));
    await appends.next('nobody', frozen);
    expect([appends.isWaiting('slow'), ...seen]).toEqual([true]);
    appends.open();
    await frozen;
    expect((await edit).status).toBe(200);
  });
});
