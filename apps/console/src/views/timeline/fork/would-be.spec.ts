import { describe, expect, test } from '@jest/globals';

import { type Schemas } from '../../../api/client.js';
import { wouldBe } from './would-be.js';

const cluster = {
  nodes: [
    { id: 'a', name: 'node-a', state: 'Up' },
    { id: 'b', name: 'node-b', state: 'Up' },
    { id: 'c', name: 'node-c', state: 'Up' },
  ],
  groups: [{ id: 'g', name: 'SQL', owner: 'node-a', state: 'Online' }],
  resources: [{ id: 'r', name: 'Server', group: 'SQL', owner: 'node-a', state: 'Online' }],
} as unknown as Schemas['Overview'];

const events = [
  ['NodeCrashed', 'node-a', {}],
  ['ResourceOffline', 'resource-r', { node: 'a' }],
  ['GroupOwnerChanged', 'group-g', { from: 'a', to: 'b' }],
  ['ResourceOnlinePending', 'resource-r', { node: 'b' }],
  ['RegistryRestored', 'node-b', {}],
  ['ResourceOnline', 'resource-r', { node: 'b' }],
  ['RegistryCheckpointCaptured', 'resource-r', {}],
].map(([type, stream, data]) => ({ type, stream, data, recordedAt: '2026-02-03T04:05:06.000Z' }));

const whatIf = {
  base: { position: '100', recordedAt: '2026-02-03T04:05:06.000Z' },
  ...{ events, lostWrites: [] },
} as unknown as Schemas['WhatIf'];

const names = new Map([...cluster.nodes, ...cluster.groups].map(({ id, name }) => [id, name]));
const history = wouldBe({ whatIf, cluster, names });

describe('a what-if as a timeline', () => {
  test('has the nodes that it touches, with the group where it would be', () => {
    expect(
      history.lanes.map(({ name, bars }) => [name, bars.map(({ from, to }) => [from, to])]),
    ).toEqual([
      ['node-a', [[0, 3000]]],
      ['node-b', [[3000, 8000]]],
    ]);
  });

  test('has the states that its events would lead to, in their order', () => {
    const [a, b] = history.lanes;
    expect(a?.states.map(({ state, from }) => [state, from])).toEqual([
      ['Up', 0],
      ['Down', 1000],
    ]);
    expect(a?.bars[0]?.states.map(({ state }) => state)).toEqual(['Online', 'Offline']);
    expect(b?.bars[0]?.states.map(({ state }) => state)).toEqual(['Offline', 'Pending', 'Online']);
  });

  test('has marks at the positions that they would have, in the lanes of their nodes', () => {
    expect(
      history.lanes.map(({ marks }) => marks.map(({ position, kind }) => [position, kind])),
    ).toEqual([
      [['101', 'failure']],
      [
        ['105', 'restore'],
        ['107', 'capture'],
      ],
    ]);
  });
});
