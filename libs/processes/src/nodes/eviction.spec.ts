import { describe, expect, test } from '@jest/globals';

import { ClusterState, type DomainEvent, type GroupId } from '#domain';
import { idOf, stepsOf, BuiltState } from '#testing/processes';

import { eviction } from './eviction.js';

const OPERATION = idOf('eviction') as never;

/** `b` is down, and is being evicted. */
const leaving = (built = new BuiltState({ a: 'Up', b: 'Down' })): BuiltState =>
  built.record('node', 'b', { type: 'NodeEvictionStarted', data: { operation: OPERATION } });

const added = (built: BuiltState, owner = 'b'): BuiltState => {
  const data = { group: idOf('h') as GroupId, name: 'h', owner: BuiltState.node(owner) };
  return built.record('cluster', 'c', {
    type: 'GroupAdded',
    data: { ...data, preferredOwners: [] },
  });
};

const opened = (built: BuiltState, owner: string): BuiltState =>
  built.record('group', 'h', {
    type: 'GroupOpened',
    data: { owner: BuiltState.node(owner), preferredOwners: [] },
  });

const decided = (built: BuiltState): readonly string[] => stepsOf(eviction, built, 0, 'evicted');

describe('a node that is being evicted', () => {
  test('leaves the directory in its present revision', () => {
    const built = leaving();
    const { cluster } = built.clusterState;
    const revision = cluster.status === 'formed' ? cluster.revision : undefined;
    const steps = eviction.next(built.clusterState, 'evicted', { phase: 'following', now: 0 });
    expect(steps).toMatchObject([
      {
        kind: 'cluster',
        operation: OPERATION,
        command: { type: 'EvictNode', data: { node: BuiltState.node('b'), after: revision } },
      },
    ]);
  });

  test.each<[string, BuiltState, string]>([
    ['was added on it and is not open yet', added(leaving()), 'AbandonEviction b'],
    ['is on it', opened(added(leaving()), 'b'), 'AbandonEviction b'],
    ['was added on another one and is not open yet', added(leaving(), 'a'), 'EvictNode c'],
    ['has left it', opened(added(leaving()), 'a'), 'EvictNode c'],
  ])('and a group that %s', (_, built, step) => {
    expect(decided(built)).toEqual([expect.stringContaining(step)]);
  });

  test('is asked again after each change of the directory', () => {
    const built = leaving();
    const event = { type: 'NodeAdded', data: { node: BuiltState.node('d'), name: 'd' } } as const;
    const occurrence = { eventId: '', position: '0', operation: '', recordedAt: 0 };
    const domainEvent: DomainEvent = { kind: 'cluster', id: 'c', revision: 9, occurrence, event };
    expect([...eviction.affected(domainEvent, built.clusterState)]).toEqual(['evicted']);
    const other = new BuiltState({ a: 'Up' });
    expect([...eviction.affected(domainEvent, other.clusterState)]).toEqual([]);
  });
});

test('an eviction is abandoned in its own operation, on the node', () => {
  const built = opened(added(leaving()), 'b');
  expect(
    eviction.next(built.clusterState, 'evicted', { phase: 'following', now: 0 }),
  ).toMatchObject([
    {
      kind: 'node',
      id: BuiltState.node('b'),
      operation: OPERATION,
      command: { type: 'AbandonEviction', data: { operation: OPERATION } },
    },
  ]);
});

const CONTAINER = {
  container: idOf('container') as never,
  type: 24,
  provider: 'P',
  name: 'C',
  exportable: true,
  fingerprint: 'f',
  key: idOf('key') as never,
};

const storing = (built: BuiltState): BuiltState =>
  built.record('node', 'b', { type: 'KeyContainerStored', data: CONTAINER });

/** The node `b` has left the directory. */
const evicted = (built: BuiltState): BuiltState =>
  built.record('cluster', 'c', { type: 'NodeEvicted', data: { node: BuiltState.node('b') } });

const nodes = (): BuiltState => new BuiltState({ a: 'Up', b: 'Down' });
const owners = (...names: readonly string[]) => ({
  possibleOwners: names.map((name) => BuiltState.node(name)),
});

test.each<[string, BuiltState, readonly string[]]>([
  ['leaves nothing behind', evicted(nodes().group('a', ['a']).member('r', owners('a'))), []],
  [
    'leaves the lists of groups',
    evicted(nodes().group('a', ['b', 'a'])),
    ['RemovePreferredOwner g'],
  ],
  [
    'leaves the lists of resources',
    evicted(nodes().group('a').member('r', owners('a', 'b'))),
    ['RemovePossibleOwner r'],
  ],
  ['leaves its keys, which are erased', evicted(storing(nodes())), ['CleanNode b']],
  ['has no keys', evicted(nodes()), []],
  ['is still in the directory, with its keys', storing(nodes()), []],
  ['is still in the lists', nodes().group('a', ['b']).member('r', owners('b')), []],
  [
    'leaves all of these at once',
    evicted(storing(nodes().group('a', ['b']).member('r', owners('b')))),
    ['RemovePreferredOwner g', 'RemovePossibleOwner r', 'CleanNode b'],
  ],
])('a node that %s', (_, built, steps) => {
  expect(decided(built)).toEqual(steps);
});

test('the lists lose the evicted node, and the group stays with its owner', () => {
  const built = evicted(nodes().group('a', ['b', 'a']).member('r', owners('b')));
  const steps = eviction.next(built.clusterState, 'evicted', { phase: 'following', now: 0 });
  expect(steps).toMatchObject([
    {
      kind: 'group',
      id: BuiltState.GROUP,
      command: { type: 'RemovePreferredOwner', data: { node: BuiltState.node('b') } },
    },
    {
      kind: 'resource',
      id: BuiltState.resource('r'),
      command: {
        type: 'RemovePossibleOwner',
        data: { node: BuiltState.node('b'), nodes: [], owner: '' },
      },
    },
  ]);
});

test('a log without a cluster evicts nothing', () => {
  const empty = new ClusterState();
  const { last } = leaving();
  expect(eviction.next(empty, 'evicted', { phase: 'following', now: 0 })).toEqual([]);
  expect(last && [...eviction.affected(last, empty)]).toEqual([]);
});
