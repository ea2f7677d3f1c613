import { generateKeyPairSync } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { sceneOf, type Sketch } from './scene.js';
import { Tidemark } from './tidemark.js';
import { TwoRequests, type Asked, type Expected } from './two-requests.js';

type Row = readonly [name: string, row: Sketch & Readonly<{ expected: Expected }>];

const pem = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const NODE: Asked = ['POST /v1/nodes', { name: 'n~' }];
const STOP: Asked = ['POST /v1/nodes/n~/stop'];
const EVICT: Asked = ['DELETE /v1/nodes/{0}'];
const CHANGE = { op: 'set', key: 'SOFTWARE\\K', name: 'v', value: { type: 'REG_SZ', text: 'B' } };
const SEEN = ['nodes', 'groups'];

/** The eviction of a node that is down, and another request for it. */
const row = (name: string, B: Asked, expected: Expected): Row => [
  name,
  {
    before: [NODE, STOP],
    A: EVICT,
    B,
    seen: SEEN,
    expected: { maxSwitches: 3, ...expected },
  },
];

const LEAVES = { AB: [200, 404], BA: [200, 200] } as const;

const ROWS: readonly Row[] = [
  row('it is started', ['POST /v1/nodes/{0}/start'], { AB: [200, 404], BA: [409, 200] }),
  row('it is evicted twice', EVICT, { AB: [200, 404], BA: [404, 200] }),
  row('its registry is edited', ['PATCH /v1/nodes/{0}/registry', { changes: [CHANGE] }], LEAVES),
  row(
    'a file is imported',
    [
      'PATCH /v1/nodes/{0}/registry',
      `Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n"v"="B"\r\n`,
      { 'content-type': 'text/x-ms-regedit' },
    ],
    LEAVES,
  ),
  row(
    'a key is stored',
    ['PUT /v1/nodes/{0}/key-containers', { type: 24, container: 'C', pem }],
    LEAVES,
  ),
  row('a key is held', ['PUT /v1/nodes/{0}/registry/holds?key=SOFTWARE', { holder: 'me' }], LEAVES),
  row('its name is given to another node', NODE, { AB: [200, 201], BA: [200, 409] }),
  row('a group is added on it', ['POST /v1/groups', { name: 'g~', owner: 'n~' }], {
    AB: [200, 404],
    BA: [200, 201],
    meanwhile: { A: 5009 },
  }),
  row('a group is moved to it', ['POST /v1/groups/SQL/move', { to: '{0}' }], {
    AB: [200, 404],
    BA: [200, 409],
  }),
  [
    'it is stopped',
    {
      before: [NODE],
      A: EVICT,
      B: STOP,
      seen: SEEN,
      expected: { AB: [409, 200], BA: [200, 200], maxSwitches: 3 },
    },
  ],
];

describe('of the eviction of a node and another request, the outcome is that of one after the other', () => {
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
