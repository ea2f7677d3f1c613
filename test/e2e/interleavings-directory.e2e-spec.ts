import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { sceneOf, type Sketch } from './scene.js';
import { Tidemark } from './tidemark.js';
import { TwoRequests, type Asked, type Expected } from './two-requests.js';

type Row = readonly [name: string, row: Sketch & Readonly<{ expected: Expected }>];

const NODE: Asked = ['POST /v1/nodes', { name: 'n~' }];
const GROUP: Asked = ['POST /v1/groups', { name: 'g~', owner: 'node-a' }];
const OTHER: Asked = ['POST /v1/groups', { name: 'h~', owner: 'node-a' }];
const THIRD: Asked = ['POST /v1/groups', { name: 'i~', owner: 'node-a' }];
const RESOURCE: Asked = [
  'POST /v1/resources',
  { name: 'r~', type: 'Generic Service', group: 'g~' },
];
const NO_GROUP: Asked = ['DELETE /v1/groups/g~'];
const NO_RESOURCE: Asked = ['DELETE /v1/resources/r~'];
const REGROUP: Asked = ['PATCH /v1/resources/r~', { group: 'h~' }];
const RENAME: Asked = ['PATCH /v1/groups/{0}', { name: 'h~', failoverThreshold: 7 }];
const THINGS = ['groups', 'resources'];
const maxSwitches = 3;

const ROWS: readonly Row[] = [
  [
    'a node is added twice',
    {
      before: [],
      A: NODE,
      B: ['POST /v1/nodes', { name: 'N~' }],
      seen: ['nodes'],
      expected: { AB: [201, 409], BA: [409, 201], maxSwitches },
    },
  ],
  [
    'a group is added twice',
    {
      before: [],
      A: GROUP,
      B: ['POST /v1/groups', { name: 'G~' }],
      seen: THINGS,
      expected: { AB: [201, 409], BA: [409, 201], maxSwitches },
    },
  ],
  [
    'a resource is added twice',
    {
      before: [GROUP],
      A: RESOURCE,
      B: RESOURCE,
      seen: THINGS,
      expected: { AB: [201, 409], BA: [409, 201], maxSwitches },
    },
  ],
  [
    'a group is added and deleted',
    {
      before: [GROUP],
      A: GROUP,
      B: NO_GROUP,
      seen: THINGS,
      expected: { AB: [409, 200], BA: [201, 200], maxSwitches },
    },
  ],
  [
    'a resource is added and deleted',
    {
      before: [GROUP, RESOURCE],
      A: RESOURCE,
      B: NO_RESOURCE,
      seen: THINGS,
      expected: { AB: [409, 200], BA: [201, 200], maxSwitches },
    },
  ],
  [
    'a group is deleted twice',
    {
      before: [GROUP],
      A: NO_GROUP,
      B: NO_GROUP,
      seen: THINGS,
      expected: { AB: [200, 404], BA: [404, 200], maxSwitches },
    },
  ],
  [
    'a resource is deleted twice',
    {
      before: [GROUP, RESOURCE],
      A: NO_RESOURCE,
      B: NO_RESOURCE,
      seen: THINGS,
      expected: { AB: [200, 404], BA: [404, 200], maxSwitches },
    },
  ],
  [
    'a resource is added to a group that is deleted',
    {
      before: [GROUP],
      A: RESOURCE,
      B: NO_GROUP,
      seen: THINGS,
      expected: { AB: [201, 409], BA: [404, 200], maxSwitches },
    },
  ],
  [
    'a resource is deleted, and its group',
    {
      before: [GROUP, RESOURCE],
      A: NO_RESOURCE,
      B: NO_GROUP,
      seen: THINGS,
      expected: { AB: [200, 200], BA: [200, 409], maxSwitches },
    },
  ],
  [
    'a resource goes to a group that is deleted',
    {
      before: [GROUP, RESOURCE, OTHER],
      A: REGROUP,
      B: ['DELETE /v1/groups/h~'],
      seen: THINGS,
      expected: { AB: [200, 409], BA: [404, 200], maxSwitches },
    },
  ],
  [
    'a resource goes to another group, and is deleted',
    {
      before: [GROUP, RESOURCE, OTHER],
      A: REGROUP,
      B: NO_RESOURCE,
      seen: THINGS,
      expected: { AB: [200, 200], BA: [404, 200], maxSwitches },
    },
  ],
  [
    'a resource goes to two groups',
    {
      before: [GROUP, RESOURCE, OTHER, THIRD],
      A: REGROUP,
      B: ['PATCH /v1/resources/r~', { group: 'i~' }],
      seen: THINGS,
      expected: { AB: [200, 200], BA: [200, 200], maxSwitches: 2 },
    },
  ],
  [
    'a group is renamed and configured, and deleted',
    {
      before: [GROUP],
      A: RENAME,
      B: ['DELETE /v1/groups/{0}'],
      seen: THINGS,
      expected: { AB: [200, 200], BA: [404, 200], maxSwitches },
    },
  ],
  [
    'a group is renamed and configured, and renamed',
    {
      before: [GROUP],
      A: RENAME,
      B: ['PATCH /v1/groups/{0}', { name: 'i~' }],
      seen: THINGS,
      expected: { AB: [200, 200], BA: [200, 200], maxSwitches },
    },
  ],
  [
    'a group is renamed and configured twice',
    {
      before: [GROUP],
      A: RENAME,
      B: ['PATCH /v1/groups/{0}', { name: 'i~', failoverThreshold: 8 }],
      seen: THINGS,
      expected: { AB: [200, 200], BA: [200, 200], maxSwitches },
    },
  ],
  [
    'the new name of a group is taken',
    {
      before: [GROUP],
      A: RENAME,
      B: OTHER,
      seen: THINGS,
      expected: { AB: [200, 409], BA: [409, 201], maxSwitches },
    },
  ],
];

describe('of two requests that change the directory, the outcome is that of one after the other', () => {
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
