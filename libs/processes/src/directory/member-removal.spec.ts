import { describe, expect, test } from '@jest/globals';

import { type DomainEvent, type GroupId } from '#domain';
import { idOf, stepsOf, ToldState } from '#testing/processes';

import { memberRemoval } from './member-removal.js';

const OPERATION = idOf('deletion') as never;
const R = ToldState.resource('r');
const OTHER = idOf('h') as GroupId;

const member = (): ToldState => new ToldState({ a: 'Up' }).group('a').member('r');

const leaving = (told = member(), configuredAt?: number): ToldState => {
  const data = {
    resource: R,
    operation: OPERATION,
    ...(configuredAt !== undefined && { configuredAt }),
  };
  return told.tell('group', 'g', { type: 'GroupMemberRemovalStarted', data });
};

const regrouped = (told: ToldState): ToldState =>
  told.tell('cluster', 'c', { type: 'ResourceRegrouped', data: { resource: R, group: OTHER } });

const changed = (told: ToldState, group = OTHER): ToldState =>
  told.tell('resource', 'r', { type: 'ResourceConfigured', data: { group } });

describe('a member that is being deleted', () => {
  test.each<[string, ToldState, readonly string[]]>([
    ['is down', leaving(), ['CloseResource r']],
    ['has failed', leaving(member().fails('r', 'a', 0)), ['CloseResource r']],
    ['is as it was seen', leaving(member(), 0), ['CloseResource r']],
    ['was configured since', leaving(member(), 7), ['AbandonMemberRemoval g r']],
    ['comes online', leaving(member().pending('r', 'a')), ['AbandonMemberRemoval g r']],
    ['is to go elsewhere', regrouped(leaving()), ['CloseResource r']],
    ['belongs elsewhere', changed(regrouped(leaving())), ['AbandonMemberRemoval g r']],
    ['is on its way', leaving(changed(member())), []],
    [
      'is not open yet',
      leaving(
        new ToldState({ a: 'Up' }).group('a').tell('cluster', 'c', {
          type: 'ResourceAdded',
          data: { resource: R, name: 'r', type: 'x', group: ToldState.GROUP },
        }),
      ),
      [],
    ],
    [
      'was never there',
      leaving(new ToldState({ a: 'Up' }).group('a')),
      ['AbandonMemberRemoval g r'],
    ],
    [
      'is closed',
      leaving().tell('resource', 'r', { type: 'ResourceClosed', data: {} }),
      ['RemoveGroupMember g r'],
    ],
  ])('and %s', (_, told, steps) => {
    expect(stepsOf(memberRemoval, told)).toEqual(steps);
    expect([...memberRemoval.all(told.clusterState)]).toEqual([ToldState.GROUP]);
  });

  test('is closed as it was seen, in its group', () => {
    const [step] = memberRemoval.next(leaving(member(), 0).clusterState, ToldState.GROUP, {
      phase: 'following',
      now: 0,
    });
    expect(step).toEqual({
      kind: 'resource',
      id: R,
      operation: OPERATION,
      command: { type: 'CloseResource', data: { group: ToldState.GROUP, configuredAt: 0 } },
    });
  });

  test('is asked about after whatever happens to it, to its group or its place', () => {
    const told = leaving();
    const occurrence = { eventId: '', position: '0', recordedAt: 0 };
    const keys = (domainEvent: Pick<DomainEvent, 'kind' | 'id' | 'event'>): readonly string[] => [
      ...memberRemoval.affected(
        { ...domainEvent, revision: 9, occurrence } as DomainEvent,
        told.clusterState,
      ),
    ];
    const configured = { type: 'ResourceConfigured', data: { description: 'x' } } as never;
    expect(keys({ kind: 'resource', id: R, event: configured })).toEqual([ToldState.GROUP]);
    const event = { type: 'GroupMemberAdded', data: { resource: R } } as const;
    expect(keys({ kind: 'group', id: ToldState.GROUP, event })).toEqual([ToldState.GROUP]);
    const moved = { type: 'ResourceRegrouped', data: { resource: R, group: OTHER } } as const;
    expect(keys({ kind: 'cluster', id: 'c', event: moved })).toEqual([ToldState.GROUP]);
    const idle = [
      ...memberRemoval.affected(
        { kind: 'group', id: ToldState.GROUP, revision: 9, occurrence, event },
        member().clusterState,
      ),
    ];
    expect(idle).toEqual([]);
  });
});
