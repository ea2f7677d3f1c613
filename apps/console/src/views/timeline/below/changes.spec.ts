import { describe, expect, test } from '@jest/globals';

import { type Schemas } from '../../../api/client.js';
import { changesBetween } from './changes.js';

type Overview = Schemas['Overview'];

const cluster = (owner: string, state: string, crashed = false): Overview =>
  ({
    nodes: [{ id: 'b', name: 'node-b', state: crashed ? 'Down' : 'Up', crashed }],
    groups: [{ id: 'g', name: 'SQL', owner, state }],
    resources: [{ id: 'r', name: 'Server', state, owner, group: 'SQL' }],
  }) as unknown as Overview;

describe('the changes between two moments', () => {
  test('are the states and owners that differ, nodes first', () => {
    const before = cluster('node-b', 'Online');
    const after = cluster('node-a', 'Offline', true);
    expect(changesBetween(before, after)).toEqual([
      { id: 'b', kind: 'node', name: 'node-b', property: 'state', before: 'Up', after: 'Crashed' },
      { id: 'g', kind: 'group', name: 'SQL', property: 'owner', before: 'node-b', after: 'node-a' },
      {
        id: 'g',
        kind: 'group',
        name: 'SQL',
        property: 'state',
        before: 'Online',
        after: 'Offline',
      },
      {
        ...{ id: 'r', kind: 'resource', name: 'Server', property: 'state' },
        ...{ before: 'Online', after: 'Offline' },
      },
    ]);
  });

  test('are none between equal moments', () => {
    expect(changesBetween(cluster('node-a', 'Online'), cluster('node-a', 'Online'))).toEqual([]);
  });

  test('have null on the side where a thing is not there', () => {
    const after = cluster('node-a', 'Online');
    const before = { ...after, groups: [], resources: [] };
    expect(changesBetween(before, after).map((change) => [change.name, change.before])).toEqual([
      ['SQL', null],
      ['SQL', null],
      ['Server', null],
    ]);
    expect(changesBetween(after, before).map((change) => [change.name, change.after])).toEqual([
      ['SQL', null],
      ['SQL', null],
      ['Server', null],
    ]);
  });
});
