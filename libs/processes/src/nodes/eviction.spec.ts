import { describe, expect, test } from '@jest/globals';

import { type DomainEvent, type GroupId } from '#domain';
import { idOf, stepsOf, BuiltState } from '#testing/processes';

import { eviction } from './eviction.js';

const OPERATION = idOf('eviction') as never;

/** `b` is down, and is being evicted. */
const leaving = (built = new BuiltState({ a: 'Up', b: 'Down' })): BuiltState =>
  built.record('node', 'b', { type: 'NodeEvictionStarted', data: { operation: OPERATION } });

const added = (built: BuiltState): BuiltState => {
  const data = { group: idOf('h') as GroupId, name: 'h', owner: BuiltState.node('b') };
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
