import { describe, expect, test } from '@jest/globals';

import { type Fact, type GroupId } from '#domain';
import { idOf, stepsOf, ToldWorld } from '#testing/processes';

import { eviction } from './eviction.js';

const OPERATION = idOf('eviction') as never;

/** `b` is down, and is being evicted. */
const leaving = (told = new ToldWorld({ a: 'Up', b: 'Down' })): ToldWorld =>
  told.tell('node', 'b', { type: 'NodeEvictionStarted', data: { operation: OPERATION } });

const added = (told: ToldWorld): ToldWorld => {
  const data = { group: idOf('h') as GroupId, name: 'h', owner: ToldWorld.node('b') };
  return told.tell('cluster', 'c', { type: 'GroupAdded', data: { ...data, preferredOwners: [] } });
};

const opened = (told: ToldWorld, owner: string): ToldWorld =>
  told.tell('group', 'h', {
    type: 'GroupOpened',
    data: { owner: ToldWorld.node(owner), preferredOwners: [] },
  });

const decided = (told: ToldWorld): readonly string[] => stepsOf(eviction, told, 0, 'evicted');

describe('a node that is being evicted', () => {
  test('leaves the directory as that is', () => {
    const told = leaving();
    const { cluster } = told.world;
    const revision = cluster.status === 'formed' ? cluster.revision : undefined;
    const steps = eviction.next(told.world, 'evicted', { phase: 'following', now: 0 });
    expect(steps).toMatchObject([
      {
        kind: 'cluster',
        operation: OPERATION,
        command: { type: 'EvictNode', data: { node: ToldWorld.node('b'), after: revision } },
      },
    ]);
  });

  test.each<[string, ToldWorld, string]>([
    ['was added on it and is not open yet', added(leaving()), 'AbandonEviction b'],
    ['is on it', opened(added(leaving()), 'b'), 'AbandonEviction b'],
    ['has left it', opened(added(leaving()), 'a'), 'EvictNode c'],
  ])('and a group that %s', (_, told, step) => {
    expect(decided(told)).toEqual([expect.stringContaining(step)]);
  });

  test('is looked at again after each change of the directory', () => {
    const told = leaving();
    const event = { type: 'NodeAdded', data: { node: ToldWorld.node('d'), name: 'd' } } as const;
    const occurrence = { eventId: '', position: '0', recordedAt: 0 };
    const fact: Fact = { kind: 'cluster', id: 'c', revision: 9, occurrence, event };
    expect([...eviction.affected(fact, told.world)]).toEqual(['evicted']);
    const other = new ToldWorld({ a: 'Up' });
    expect([...eviction.affected(fact, other.world)]).toEqual([]);
  });
});
