import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { sceneOf, type Sketch } from './scene.js';
import { Tidemark } from './tidemark.js';
import { TwoRequests, type Asked } from './two-requests.js';

let tidemark: Tidemark;

beforeAll(async () => {
  tidemark = await Tidemark.start();
  await tidemark.form();
  await tidemark.send('PATCH /v1/cluster', { clobberPolicy: 'deny' });
});

afterAll(async () => {
  await tidemark.stop();
  expect(tidemark.defects).toEqual([]);
});

const group = (name: string): Asked => ['POST /v1/groups', { name, owner: 'node-a' }];
const resource = (name: string, of: string): Asked => [
  'POST /v1/resources',
  { name, type: 'Generic Service', group: of },
];
const add = (name: string, key: string): Asked => [
  `POST /v1/resources/${name}/checkpoints`,
  { kind: 'registry', key },
];
const change = {
  op: 'set',
  key: 'SOFTWARE\\K~\\Below',
  name: 'v',
  value: { type: 'REG_SZ', text: 'A' },
};
const before: readonly Asked[] = [
  group('g~'),
  group('h~'),
  resource('r~', 'g~'),
  resource('s~', 'h~'),
];
const KEY = 'SOFTWARE\\K~';

const SKETCH: Sketch = {
  before: [...before, ['PATCH /v1/nodes/node-a/registry', { changes: [change] }]],
  A: add('r~', KEY),
  B: add('s~', `${KEY}\\Below`),
  seen: ['/v1/resources/r~/checkpoints', '/v1/resources/s~/checkpoints'],
};

test('of two checkpoints on one key, which the policy denies, the later one is refused', async () => {
  const orders = await new TwoRequests(tidemark, sceneOf(SKETCH)).expectSerial({
    AB: [201, 409],
    BA: [409, 201],
    isAboutState: true,
  });
  expect(orders.size).toBeGreaterThan(2);
});

const online = (of: string): Asked => [`POST /v1/groups/${of}/online`];
const policy = (clobberPolicy: 'warn' | 'deny'): Asked => ['PATCH /v1/cluster', { clobberPolicy }];
const move = (of: string): Asked => [`POST /v1/groups/${of}/move`, { to: 'node-b' }];

const MOVES: Sketch = {
  before: [
    ...before,
    ['PATCH /v1/nodes/node-a/registry', { changes: [change] }],
    policy('warn'),
    add('r~', KEY),
    add('s~', `${KEY}\\Below`),
    policy('deny'),
    online('g~'),
    online('h~'),
  ],
  A: move('g~'),
  B: move('h~'),
  seen: ['/v1/groups/g~', '/v1/groups/h~', '/v1/resources/r~', '/v1/resources/s~'],
};

test('of two moves to one node that bring one key there, the later one is refused', async () => {
  const orders = await new TwoRequests(tidemark, sceneOf(MOVES)).expectSerial({
    AB: [200, 409],
    BA: [409, 200],
    isAboutState: true,
    maxSwitches: 2,
  });
  expect(orders.size).toBeGreaterThan(2);
});
