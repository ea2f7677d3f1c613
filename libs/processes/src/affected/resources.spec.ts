import { expect, test } from '@jest/globals';

import {
  ASKED_DATA,
  askedAfter,
  askedAtStart,
  BuiltState,
  drainedGroup,
  evictedNode,
  idleGroup,
  leavingMember,
  movingGroup,
  withCheckpoint,
  type EventOf,
} from '#testing/processes';

type Asked = ReturnType<typeof askedAfter>;

const { node, resource } = BuiltState;
const { attempt, end } = ASKED_DATA;
const [S, T] = [resource('s'), resource('t')];
const H = T as unknown as typeof BuiltState.GROUP;
/** Each event of a resource asks about the operation and the failover of its group. */
const ALWAYS = { 'group-operation': ['g'], failover: ['g'] };
const CAPTURES = { ...ALWAYS, 'pending-captures': ['r'] };

const directory = (...keys: readonly string[]): Asked => ({ 'directory-completion': keys });

test.each<[name: string, event: EventOf<'resource'>, before: () => BuiltState, asked: Asked]>([
  [
    't',
    { type: 'ResourceOpened', data: { type: 'x', group: BuiltState.GROUP } },
    idleGroup,
    { ...ALWAYS, ...directory('resource:t') },
  ],
  [
    's',
    { type: 'ResourceConfigured', data: {} },
    idleGroup,
    { ...ALWAYS, ...directory('resource:s') },
  ],
  [
    's',
    { type: 'ResourceConfigured', data: {} },
    () => drainedGroup({ retry: true }),
    { ...ALWAYS, ...directory('resource:s'), 'node-drain': ['a'] },
  ],
  [
    's',
    { type: 'ResourceOnlinePending', data: { ...attempt, pins: [], persist: false } },
    idleGroup,
    ALWAYS,
  ],
  ['r', { type: 'ResourceOnline', data: attempt }, idleGroup, CAPTURES],
  [
    'r',
    { type: 'ResourceOffline', data: attempt },
    idleGroup,
    { ...CAPTURES, ...directory('resource:r') },
  ],
  [
    'r',
    { type: 'ResourceFailed', data: { ...attempt, reason: '' } },
    idleGroup,
    { ...CAPTURES, ...directory('resource:r') },
  ],
  [
    's',
    { type: 'ResourceClosed', data: {} },
    idleGroup,
    { ...ALWAYS, ...directory('resource:s'), audit: ['s'] },
  ],
  [
    's',
    { type: 'ResourceClosed', data: {} },
    leavingMember,
    { ...ALWAYS, ...directory('resource:s'), audit: ['s'], 'member-removal': ['g'] },
  ],
])('of the resource %s, %j asks the processes for their keys', (name, event, before, asked) => {
  expect(askedAfter(before().record('resource', name, event))).toEqual(asked);
});

test('a new checkpoint asks for its capture', () => {
  expect(askedAfter(withCheckpoint())).toEqual(CAPTURES);
});

test.each<[event: EventOf<'cluster'>, before: () => BuiltState, asked: Asked]>([
  [
    { type: 'GroupRenamed', data: { group: BuiltState.GROUP, name: 'x' } },
    idleGroup,
    directory('group:g'),
  ],
  [
    { type: 'GroupRenamed', data: { group: BuiltState.GROUP, name: 'x' } },
    evictedNode,
    { ...directory('group:g'), eviction: ['evicted'] },
  ],
  [
    { type: 'NodeEvicted', data: { node: node('c') } },
    idleGroup,
    { ...directory('node:c'), eviction: ['evicted'] },
  ],
  [{ type: 'NodeAdded', data: { node: node('d'), name: 'd' } }, idleGroup, directory('node:d')],
  [
    {
      type: 'ResourceAdded',
      data: { resource: T, name: 't', type: 'x', group: BuiltState.GROUP },
    },
    idleGroup,
    directory('resource:t'),
  ],
  [
    { type: 'ResourceRegrouped', data: { resource: S, group: H } },
    idleGroup,
    directory('resource:s'),
  ],
  [
    { type: 'ResourceRegrouped', data: { resource: S, group: H } },
    leavingMember,
    { ...directory('resource:s'), 'member-removal': ['g'] },
  ],
  [{ type: 'ResourceRemoved', data: { resource: S } }, idleGroup, directory('resource:s')],
  [{ type: 'GroupRemoved', data: { group: BuiltState.GROUP } }, idleGroup, directory('group:g')],
  [{ type: 'ClusterConfigured', data: {} }, idleGroup, {}],
])('of the directory, %j asks the processes for their keys', (event, before, asked) => {
  expect(askedAfter(before().record('cluster', 'c', event))).toEqual(asked);
});

/** The keys at a start that every cluster with this group has. */
const AT_START = {
  ...directory('node:a', 'node:b', 'node:c', 'group:g', 'resource:r', 'resource:s'),
  eviction: ['evicted'],
  'group-operation': ['g'],
  'node-drain': ['a', 'b', 'c'],
  failover: ['g'],
  'pending-captures': ['r', 's'],
  erasure: ['orphans'],
};

test.each<[string, BuiltState, Asked]>([
  ['without things', new BuiltState({}), { eviction: ['evicted'], erasure: ['orphans'] }],
  ['with a group', idleGroup(), AT_START],
  [
    'with a member that is being deleted',
    leavingMember(),
    { ...AT_START, 'member-removal': ['g'] },
  ],
  [
    'with an operation that has ended',
    movingGroup().record('group', 'g', { type: 'GroupMoveCompleted', data: end }),
    { ...AT_START, audit: ['g/busy'] },
  ],
])('the start of a cluster %s asks for all that may have work', (_, built, asked) => {
  expect(askedAtStart(built)).toEqual(asked);
});
