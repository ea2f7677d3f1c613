import { expect, test } from '@jest/globals';

import {
  ASKED_DATA,
  askedAfter,
  BuiltState,
  drainedGroup,
  evictedNode,
  idleGroup,
  idOf,
  movingGroup,
  withCheckpoint,
  type EventOf,
} from '#testing/processes';

type Asked = ReturnType<typeof askedAfter>;
type NodeEvent = EventOf<'node'>;

const { operation, absent, container, restore } = ASKED_DATA;
const H = idOf('h') as typeof restore.group;
const FAILOVER = { failover: ['g'] };
const OPERATION = { 'group-operation': ['g'] };
const DRAIN = { 'node-drain': ['a'] };
const KEY = 'SOFTWARE\\Contoso';

const created = (key: string): NodeEvent => ({
  type: 'RegistryChanged',
  data: { changes: [{ op: 'create-key', key }] },
});

const curing = (resource: string): NodeEvent => ({
  type: 'RegistryChanged',
  data: {
    changes: [],
    cure: {
      kind: 'revert',
      copies: [{ resource: BuiltState.resource(resource), checkpoint: 'c' as never, copy: 'live' }],
    },
  },
});

const RESTORED = { ...restore, key: KEY, changes: [], hash: '' };

test.each<[name: string, event: NodeEvent, before: () => BuiltState, asked: Asked]>([
  ['a', { type: 'NodeCrashed', data: operation }, idleGroup, FAILOVER],
  ['a', { type: 'NodeStopped', data: operation }, idleGroup, FAILOVER],
  ['b', { type: 'NodeStopped', data: operation }, idleGroup, {}],
  ['a', { type: 'NodeCrashed', data: operation }, movingGroup, { ...OPERATION, ...FAILOVER }],
  ['b', { type: 'NodeCrashed', data: operation }, movingGroup, OPERATION],
  ['b', { type: 'NodeStopped', data: operation }, movingGroup, OPERATION],
  ['c', { type: 'NodeCrashed', data: operation }, movingGroup, {}],
  ['d', { type: 'NodeOpened', data: { name: 'd' } }, idleGroup, FAILOVER],
  ['c', { type: 'NodeStarted', data: operation }, idleGroup, FAILOVER],
  ['b', { type: 'NodePaused', data: operation }, idleGroup, FAILOVER],
  ['b', { type: 'NodeResumed', data: { ...operation, failback: 'none' } }, idleGroup, FAILOVER],
  ['a', { type: 'DrainStarted', data: { ...operation, purpose: 'stop' } }, idleGroup, DRAIN],
  ['a', { type: 'DrainCompleted', data: operation }, drainedGroup, FAILOVER],
  ['c', { type: 'NodeStarted', data: operation }, drainedGroup, FAILOVER],
  ['b', { type: 'GroupFenced', data: { group: restore.group, epoch: 1 } }, idleGroup, OPERATION],
  ['a', { type: 'RegistryHeld', data: { key: KEY, holder: 'x' } }, idleGroup, OPERATION],
  ['b', { type: 'RegistryHeld', data: { key: KEY, holder: 'x' } }, idleGroup, {}],
  ['a', { type: 'RegistryReleased', data: { key: KEY } }, idleGroup, {}],
  [
    'a',
    { type: 'KeyContainerStored', data: container },
    idleGroup,
    { ...OPERATION, 'pending-captures': ['r'] },
  ],
  ['b', { type: 'KeyContainerStored', data: container }, idleGroup, {}],
  [
    'b',
    { type: 'KeyContainerStored', data: container },
    () =>
      idleGroup().record('cluster', 'c', {
        type: 'NodeEvicted',
        data: { node: BuiltState.node('b') },
      }),
    { eviction: ['evicted'] },
  ],
  [
    'a',
    { type: 'KeyContainerDeleted', data: container },
    () => idleGroup().record('node', 'a', { type: 'KeyContainerStored', data: container }),
    { ...OPERATION, 'pending-captures': ['r'], erasure: ['u'] },
  ],
  ['b', { type: 'KeyContainerRestored', data: { ...container, ...restore } }, idleGroup, OPERATION],
  [
    'b',
    { type: 'KeyContainerAbsenceRestored', data: { ...absent, ...restore } },
    idleGroup,
    OPERATION,
  ],
  [
    'a',
    { type: 'KeyContainerAbsenceRestored', data: { ...absent, ...restore, group: H } },
    idleGroup,
    { 'group-operation': ['h', 'g'], 'pending-captures': ['r'] },
  ],
  ['a', created(`${KEY}\\x`), withCheckpoint, { 'pending-captures': ['r'] }],
  ['a', created('SYSTEM'), withCheckpoint, {}],
  ['b', created(KEY), withCheckpoint, {}],
  ['a', curing('s'), idleGroup, { 'pending-captures': ['s'] }],
  ['a', { type: 'RegistryRestored', data: RESTORED }, idleGroup, OPERATION],
  [
    'a',
    { type: 'RegistryRestored', data: { ...RESTORED, deliberate: true } },
    idleGroup,
    { ...OPERATION, 'pending-captures': ['s'] },
  ],
  ['c', { type: 'NodeEvictionStarted', data: operation }, idleGroup, { eviction: ['evicted'] }],
  ['c', { type: 'NodeEvictionAbandoned', data: operation }, evictedNode, {}],
])('of the node %s, %j asks the processes for their keys', (name, event, before, asked) => {
  expect(askedAfter(before().record('node', name, event))).toEqual(asked);
});

test.each<[name: string, event: NodeEvent, asked: Asked]>([
  ['d', { type: 'NodeOpened', data: { name: 'd' } }, { ...DRAIN, ...FAILOVER }],
  ['c', { type: 'NodeStarted', data: operation }, { ...DRAIN, ...FAILOVER }],
  [
    'b',
    { type: 'NodeResumed', data: { ...operation, failback: 'none' } },
    { ...DRAIN, ...FAILOVER },
  ],
  ['b', { type: 'DrainCompleted', data: operation }, { ...DRAIN, ...FAILOVER }],
  ['b', { type: 'NodePaused', data: operation }, FAILOVER],
  ['b', { type: 'RegistryReleased', data: { key: KEY } }, {}],
])('while a drain is retried, %s %j may make room', (name, event, asked) => {
  expect(askedAfter(drainedGroup({ retry: true }).record('node', name, event))).toEqual(asked);
});
