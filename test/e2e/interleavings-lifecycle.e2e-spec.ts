import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { sceneOf, type Sketch } from './scene.js';
import { Tidemark } from './tidemark.js';
import { TwoRequests, type Asked, type Expected } from './two-requests.js';

type Row = readonly [name: string, row: Sketch & Readonly<{ expected: Expected }>];

const GROUP: Asked = ['POST /v1/groups', { name: 'g~', owner: 'node-a' }];
const RESOURCE: Asked = [
  'POST /v1/resources',
  { name: 'r~', type: 'Generic Service', group: 'g~' },
];
const DELETE: Asked = ['DELETE /v1/resources/r~'];
const ONLINE: Asked = ['POST /v1/resources/r~/online'];
const OFFLINE: Asked = ['POST /v1/resources/r~/offline'];
const GROUP_ONLINE: Asked = ['POST /v1/groups/g~/online'];
const CONFIGURE: Asked = ['PATCH /v1/resources/r~', { restartThreshold: 9 }];
const CHECKPOINT: Asked = ['POST /v1/resources/r~/checkpoints', { key: 'SOFTWARE\\K~' }];
const edit = (text: string): Asked => [
  'PATCH /v1/nodes/node-a/registry',
  { changes: [{ op: 'set', key: 'SOFTWARE\\K~', name: 'v', value: { type: 'REG_SZ', text } }] },
];

const OFF = [GROUP, RESOURCE];
const ON = [...OFF, ONLINE];
const THINGS = ['groups', 'resources'];
const SEEN = [
  ...THINGS,
  '/v1/resources/r~/checkpoints',
  '/v1/nodes/node-a/registry?key=SOFTWARE\\K~',
];
/** An operation has many steps, and a request that has nothing to do may still begin one. */
const LONG = { maxSwitches: 2, isAboutState: true };
const BOTH = { AB: [200, 200], BA: [200, 200], ...LONG } as const;
/** The refusals while the resource is pending (domain facts, C15 and C16). */
const PENDING = { ...BOTH, meanwhile: { A: 5023, B: 5023 } };

const ROWS: readonly Row[] = [
  ['online twice', { before: OFF, A: ONLINE, B: ONLINE, seen: SEEN, expected: PENDING }],
  ['offline twice', { before: ON, A: OFFLINE, B: OFFLINE, seen: SEEN, expected: PENDING }],
  ['online, and offline', { before: OFF, A: ONLINE, B: OFFLINE, seen: SEEN, expected: PENDING }],
  ['offline, and online', { before: ON, A: OFFLINE, B: ONLINE, seen: SEEN, expected: PENDING }],
  [
    'online, and deleted',
    {
      before: OFF,
      A: ONLINE,
      B: DELETE,
      seen: THINGS,
      expected: { ...LONG, AB: [200, 409], BA: [404, 200] },
    },
  ],
  [
    'offline, and deleted',
    {
      before: ON,
      A: OFFLINE,
      B: DELETE,
      seen: THINGS,
      expected: { ...LONG, AB: [200, 200], BA: [200, 409], meanwhile: { B: 5019 } },
    },
  ],
  ['online, and configured', { before: OFF, A: ONLINE, B: CONFIGURE, seen: SEEN, expected: BOTH }],
  ['offline, and configured', { before: ON, A: OFFLINE, B: CONFIGURE, seen: SEEN, expected: BOTH }],
  [
    'the group online and offline',
    { before: OFF, A: GROUP_ONLINE, B: ['POST /v1/groups/g~/offline'], seen: SEEN, expected: BOTH },
  ],
  [
    'the group online, it offline',
    { before: OFF, A: GROUP_ONLINE, B: OFFLINE, seen: SEEN, expected: PENDING },
  ],
  [
    'online, and its key is edited',
    {
      before: [...OFF, edit('first'), CHECKPOINT],
      A: ONLINE,
      B: edit('B'),
      seen: SEEN,
      expected: BOTH,
    },
  ],
  [
    'offline, and its key is edited',
    {
      before: [...OFF, edit('first'), CHECKPOINT, ONLINE],
      A: OFFLINE,
      B: edit('B'),
      seen: SEEN,
      expected: BOTH,
    },
  ],
  [
    'a checkpoint is added, and its key edited, online',
    {
      before: [...ON, edit('first')],
      A: CHECKPOINT,
      B: edit('B'),
      seen: SEEN,
      expected: { ...LONG, AB: [201, 200], BA: [201, 200] },
    },
  ],
  [
    'a checkpoint is added, and its key edited, offline',
    {
      before: [...OFF, edit('first')],
      A: CHECKPOINT,
      B: edit('B'),
      seen: SEEN,
      expected: { ...LONG, AB: [201, 200], BA: [201, 200] },
    },
  ],
];

describe('of two requests for one resource, the outcome is that of one after the other', () => {
  let tidemark: Tidemark;

  beforeAll(async () => {
    tidemark = await Tidemark.start();
    await tidemark.form();
  });

  afterAll(async () => {
    await tidemark.stop();
    expect(tidemark.defects).toEqual([]);
  });

  test.each(ROWS)('%s', async (_, { expected, ...sketch }) => {
    const orders = await new TwoRequests(tidemark, sceneOf(sketch)).expectSerial(expected);
    expect(orders.size).toBeGreaterThan(2);
  });
});
