import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { sceneOf, type Sketch } from './scene.js';
import { Tidemark } from './tidemark.js';
import { TwoRequests, type Asked, type Expected } from './two-requests.js';

type Row = readonly [name: string, row: Sketch & Readonly<{ expected: Expected }>];

const group = (name: string): Asked => ['POST /v1/groups', { name, owner: 'node-a' }];
const resource = (name: string): Asked => [
  'POST /v1/resources',
  { name, type: 'Generic Service', group: 'g~' },
];
const DELETE: Asked = ['DELETE /v1/resources/r~'];
const REGROUP: Asked = ['PATCH /v1/resources/r~', { group: 'h~' }];
const DEPENDS: Asked = ['PUT /v1/resources/s~/dependencies/r~'];
const EXPRESSION: Asked = ['PATCH /v1/resources/s~', { dependencyExpression: '[r~]' }];

const row = (name: string, [A, B]: readonly [Asked, Asked], expected: Expected): Row => [
  name,
  {
    before: [group('g~'), group('h~'), resource('r~'), resource('s~')],
    A,
    B,
    seen: ['resources'],
    expected: { maxSwitches: 3, isAboutState: true, ...expected },
  },
];

const ROWS: readonly Row[] = [
  row('it is deleted', [DELETE, DEPENDS], { AB: [200, 404], BA: [409, 200] }),
  row('it is deleted, with an expression', [DELETE, EXPRESSION], {
    AB: [200, 404],
    BA: [409, 200],
  }),
  row('it goes to another group', [REGROUP, DEPENDS], { AB: [200, 422], BA: [409, 200] }),
  row('it goes to another group, with an expression', [REGROUP, EXPRESSION], {
    AB: [200, 422],
    BA: [409, 200],
  }),
];

describe('of a new dependent of a resource and another request, the outcome is that of one after the other', () => {
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
