import { describe, expect, test } from '@jest/globals';

import { type DomainEvent, type GroupId } from '#domain';
import { idOf, stepsOf, ToldState } from '#testing/processes';

import { eviction } from './eviction.js';

const OPERATION = idOf('eviction') as never;

/** `b` is down, and is being evicted. */
const leaving = (told = new ToldState({ a: 'Up', b: 'Down' })): ToldState =>
  told.tell('node', 'b', { type: 'NodeEvictionStarted', data: { operation: OPERATION } });

const added = (told: ToldState): ToldState => {
  const data = { group: idOf('h') as GroupId, name: 'h', owner: ToldState.node('b') };
  return told.tell('cluster', 'c', { type: 'GroupAdded', data: { ...data, preferredOwners: [] } });
};

const opened = (told: ToldState, owner: string): ToldState =>
  told.tell('group', 'h', {
    type: 'GroupOpened',
    data: { owner: ToldState.node(owner), preferredOwners: [] },
  });

const decided = (told: ToldState): readonly string[] => stepsOf(eviction, told, 0, 'evicted');

describe('a node that is being evicted', () => {
  test('leaves the directory as that is', () => {
    const told = leaving();
    const { cluster } = told.clusterState;
    const revision = cluster.status === 'formed' ? cluster.revision : undefined;
    const steps = eviction.next(told.clusterState, 'evicted', { phase: 'following', now: 0 });
    expect(steps).toMatchObject([
      {
        kind: 'cluster',
        operation: OPERATION,
        command: { type: 'EvictNode', data: { node: ToldState.node('b'), after: revision } },
      },
    ]);
  });

  test.each<[string, ToldState, string]>([
    ['was added on it and is not open yet', added(leaving()), 'AbandonEviction b'],
    ['is on it', opened(added(leaving()), 'b'), 'AbandonEviction b'],
    ['has left it', opened(added(leaving()), 'a'), 'EvictNode c'],
  ])('and a group that %s', (_, told, step) => {
    expect(decided(told)).toEqual([expect.stringContaining(step)]);
  });

  test('is looked at again after each change of the directory', () => {
    const told = leaving();
    const event = { type: 'NodeAdded', data: { node: ToldState.node('d'), name: 'd' } } as const;
    const occurrence = { eventId: '', position: '0', recordedAt: 0 };
    const domainEvent: DomainEvent = { kind: 'cluster', id: 'c', revision: 9, occurrence, event };
    expect([...eviction.affected(domainEvent, told.clusterState)]).toEqual(['evicted']);
    const other = new ToldState({ a: 'Up' });
    expect([...eviction.affected(domainEvent, other.clusterState)]).toEqual([]);
  });
});
