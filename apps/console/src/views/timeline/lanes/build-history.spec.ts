import { describe, expect, test } from '@jest/globals';

import { historyOf } from './build-history.js';
import { withMarks } from './with-marks.js';
import { type History, type Timeline } from './history.js';
import { type Lost } from './lost-marks.js';

const at = (position: number): { position: string; recordedAt: string } => ({
  position: String(position),
  recordedAt: new Date(position * 1000).toISOString(),
});
const span = (kind: string, id: string, [from, to]: [number, number | null]): object => ({
  ...{ kind, id, from: at(from) },
  to: to === null ? null : at(to),
});
const mark = (kind: string, position: number): object => ({
  ...at(position),
  ...{ kind, id: `event ${position}`, text: `${kind} ${position}` },
});
const lane = (name: string, spans: object[], marks: object[]): object => ({
  ...{ id: name.slice(-1), name, spans, marks },
  ...{ moreSpans: false, buckets: [], more: false },
});
const timeline = (lanes: object[]): Timeline =>
  ({ moment: {}, from: at(0), to: at(100), lanes, more: false, due: [] }) as unknown as Timeline;

/** SQL runs on node-a, which crashes at 40; it is on node-b from 42 on, where an edit was lost. */
const nodes = timeline([
  lane(
    'node-a',
    [span('Down', 'a', [1, 2]), span('Up', 'a', [2, 40]), span('Down', 'a', [40, null])],
    [mark('NodeCrashed', 40), mark('GroupFenced', 41)],
  ),
  lane('node-b', [span('Up', 'b', [2, null])], [mark('RegistryRestored', 43)]),
]);
const groups = timeline([
  lane(
    'group-s',
    [
      ...[span('owner', 'a', [5, 42]), span('owner', 'b', [42, null])],
      ...[span('Online', 's', [6, 40]), span('Offline', 's', [40, 44])],
      ...[span('Online', 's', [44, null]), span('move', 'op', [41, 45])],
    ],
    [mark('RegistryCheckpointCaptured', 20), mark('RegistryCheckpointCaptured', 60)],
  ),
]);
const lost = [
  {
    ...{ node: 'node-b', key: 'K', name: 'Port', rule: 'R3', kept: null },
    lost: { type: 'REG_SZ', text: '1555' },
    overwrittenAt: { ...at(43), operation: 'op' },
  },
] as unknown as Lost[];

const build = (by: 'nodes' | 'groups'): History =>
  withMarks(historyOf({ nodes, groups }, by), { lost, clusterEvents: [], tags: [] });

describe('a timeline of nodes', () => {
  const history = build('nodes');

  test('has the groups as bars, with their states, where they were', () => {
    expect(
      history.lanes.map(({ bars }) => bars.map(({ name, from, to }) => [name, from, to])),
    ).toEqual([[['group-s', 5000, 42_000]], [['group-s', 42_000, 100_000]]]);
    expect(history.lanes[1]?.bars[0]?.states.map(({ state }) => state)).toEqual([
      'Offline',
      'Online',
    ]);
  });

  test('has captures in the lane of the node that owned their group then', () => {
    expect(
      history.lanes.map(({ marks }) => marks.map(({ position, kind }) => [position, kind])),
    ).toEqual([
      [
        ['20', 'capture'],
        ['40', 'failure'],
      ],
      [
        ['43', 'lost'],
        ['60', 'capture'],
      ],
    ]);
  });

  test('says what a restore overwrote', () => {
    expect(history.lanes[1]?.marks[0]?.text).toBe('Lost on node-b: Port = 1555, kept nothing');
  });

  test('has no time that a node was down before it was opened', () => {
    expect(history.lanes[0]?.states.map(({ state, from }) => [state, from])).toEqual([
      ['Up', 2000],
      ['Down', 40_000],
    ]);
  });

  test('has the way of each group, and each move as one failover with its losses', () => {
    expect(history.moves).toEqual([
      { at: 42_000, group: 's', name: 'group-s', from: 'a', to: 'b' },
    ]);
    expect(history.failovers).toEqual([
      {
        ...{ id: 'op', position: '41', from: 41_000, to: 45_000, lost: 1, isFailover: true },
        text: 'group-s node-a → node-b',
      },
    ]);
  });
});

describe('a timeline of groups', () => {
  test('has the owners as bars, and the captures of the group', () => {
    const [group] = build('groups').lanes;
    expect(group?.bars.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['node-a', 5000, 42_000],
      ['node-b', 42_000, 100_000],
    ]);
    expect(group?.marks.map(({ position }) => position)).toEqual(['20', '60']);
  });
});
