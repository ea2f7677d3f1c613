import { generateKeyPairSync } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { sceneOf, type Sketch } from './scene.js';
import { Tidemark } from './tidemark.js';
import { TwoRequests, type Asked, type Expected } from './two-requests.js';

type Row = readonly [name: string, row: Sketch & Readonly<{ expected: Expected }>];

const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string;
const put = (pem: string): Asked => [
  'PUT /v1/nodes/node-a/key-containers',
  { type: 24, container: 'C~', pem },
];

/** A file that is staged in two parts before the event that closes them. */
const file = (letter: string): Asked => [
  'PATCH /v1/nodes/node-a/registry',
  [
    'Windows Registry Editor Version 5.00\r\n',
    '[HKEY_LOCAL_MACHINE\\SOFTWARE\\K~]',
    ...[1, 2, 3].map((at) => `"${at}"="${letter.repeat(250_000)}"`),
    `"v"="${letter}"`,
    '',
  ].join('\r\n'),
  { 'content-type': 'text/x-ms-regedit' },
];
const EDIT: Asked = [
  'PATCH /v1/nodes/node-a/registry',
  {
    changes: [
      { op: 'set', key: 'SOFTWARE\\K~', name: 'v', value: { type: 'REG_SZ', text: 'edited' } },
      { op: 'set', key: 'SOFTWARE\\K~', name: 'w', value: { type: 'REG_SZ', text: 'edited' } },
    ],
  },
];

const GROUP: Asked = ['POST /v1/groups', { name: 'g~', owner: 'node-a' }];
const RESOURCE: Asked = [
  'POST /v1/resources',
  { name: 'r~', type: 'Generic Service', group: 'g~' },
];
const CHECKPOINT: Asked = [
  'POST /v1/resources/r~/checkpoints',
  { kind: 'crypto', key: '24\\\\C~' },
];
const NEXT = put(newKey());
const THINGS = ['groups', 'resources'];
const SEEN = [...THINGS, '/v1/resources/r~/checkpoints'];
const REGISTRY = ['/v1/nodes/node-a/registry?key=SOFTWARE\\K~'];
const BEFORE = [GROUP, RESOURCE, put(newKey())];
const maxSwitches = 2;

const ROWS: readonly Row[] = [
  [
    'a checkpoint of keys is added twice',
    {
      before: BEFORE,
      A: CHECKPOINT,
      B: CHECKPOINT,
      seen: SEEN,
      expected: { AB: [201, 409], BA: [409, 201], maxSwitches },
    },
  ],
  [
    'a checkpoint of keys is added, and they are replaced',
    {
      before: BEFORE,
      A: CHECKPOINT,
      B: NEXT,
      seen: SEEN,
      expected: { AB: [201, 200], BA: [201, 200], maxSwitches },
    },
  ],
  [
    'a checkpoint of keys is added online, and they are replaced',
    {
      before: [...BEFORE, ['POST /v1/resources/r~/online']],
      A: CHECKPOINT,
      B: NEXT,
      seen: SEEN,
      expected: { AB: [201, 200], BA: [201, 200], maxSwitches },
    },
  ],
  [
    'a checkpoint of keys is added, and they are deleted',
    {
      before: BEFORE,
      A: CHECKPOINT,
      B: ['DELETE /v1/nodes/node-a/key-containers/{2}'],
      seen: SEEN,
      expected: { AB: [201, 200], BA: [404, 200], maxSwitches },
    },
  ],
  [
    'a checkpoint of keys is added, and its resource deleted',
    {
      before: BEFORE,
      A: CHECKPOINT,
      B: ['DELETE /v1/resources/r~'],
      seen: THINGS,
      expected: { AB: [201, 200], BA: [404, 200], maxSwitches },
    },
  ],
  [
    'a long file is imported, and its values edited',
    {
      before: [],
      A: file('A'),
      B: EDIT,
      seen: REGISTRY,
      expected: { AB: [200, 200], BA: [200, 200], maxSwitches },
    },
  ],
  [
    'two long files are imported',
    {
      before: [],
      A: file('A'),
      B: file('B'),
      seen: REGISTRY,
      expected: { AB: [200, 200], BA: [200, 200], maxSwitches },
    },
  ],
];

describe('of two requests for keys or values, the outcome is that of one after the other', () => {
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
