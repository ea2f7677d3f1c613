import { describe, expect, test } from '@jest/globals';

import { type DomainEvent, type GroupId } from '#domain';
import { idOf, stepsOf, BuiltState } from '#testing/processes';

import { memberRemoval } from './member-removal.js';

const OPERATION = idOf('deletion') as never;
const R = BuiltState.resource('r');
const OTHER = idOf('h') as GroupId;

const member = (): BuiltState => new BuiltState({ a: 'Up' }).group('a').member('r');

const leaving = (built = member(), configuredAt?: number): BuiltState => {
  const data = {
    resource: R,
    operation: OPERATION,
    ...(configuredAt !== undefined && { configuredAt }),
  };
  return built.record('group', 'g', { type: 'GroupMemberRemovalStarted', data });
};

const regrouped = (built: BuiltState): BuiltState =>
  built.record('cluster', 'c', { type: 'ResourceRegrouped', data: { resource: R, group: OTHER } });

const changed = (built: BuiltState, group = OTHER): BuiltState =>
  built.record('resource', 'r', { type: 'ResourceConfigured', data: { group } });

describe('a member that is being deleted', () => {
  test.each<[string, BuiltState, readonly string[]]>([
    ['is down', leaving(), ['CloseResource r']],
    ['has failed', leaving(member().fails('r', 'a', 0)), ['CloseResource r']],
    ['is as it was at the request', leaving(member(), 0), ['CloseResource r']],
    ['was configured after the request', leaving(member(), 7), ['AbandonMemberRemoval g r']],
    ['comes online', leaving(member().pending('r', 'a')), ['AbandonMemberRemoval g r']],
    ['is to go elsewhere', regrouped(leaving()), ['CloseResource r']],
    ['belongs elsewhere', changed(regrouped(leaving())), ['AbandonMemberRemoval g r']],
    ['is joining the group', leaving(changed(member())), []],
    [
      'is not open yet',
      leaving(
        new BuiltState({ a: 'Up' }).group('a').record('cluster', 'c', {
          type: 'ResourceAdded',
          data: { resource: R, name: 'r', type: 'x', group: BuiltState.GROUP },
        }),
      ),
      [],
    ],
    [
      'never existed',
      leaving(new BuiltState({ a: 'Up' }).group('a')),
      ['AbandonMemberRemoval g r'],
    ],
    [
      'is closed',
      leaving().record('resource', 'r', { type: 'ResourceClosed', data: {} }),
      ['RemoveGroupMember g r'],
    ],
  ])('and %s', (_, built, steps) => {
    expect(stepsOf(memberRemoval, built)).toEqual(steps);
    expect([...memberRemoval.all(built.clusterState)]).toEqual([BuiltState.GROUP]);
  });

  test('is closed in the configuration of the request, in its group', () => {
    const [step] = memberRemoval.next(leaving(member(), 0).clusterState, BuiltState.GROUP, {
      phase: 'following',
      now: 0,
    });
    expect(step).toMatchObject({
      kind: 'resource',
      id: R,
      operation: OPERATION,
      command: { type: 'CloseResource', data: { group: BuiltState.GROUP, configuredAt: 0 } },
    });
  });

  test('is asked again after each event of the member, of its group, or of its entry', () => {
    const built = leaving();
    const occurrence = { eventId: '', position: '0', operation: '', recordedAt: 0 };
    const keys = (domainEvent: Pick<DomainEvent, 'kind' | 'id' | 'event'>): readonly string[] => [
      ...memberRemoval.affected(
        { ...domainEvent, revision: 9, occurrence } as DomainEvent,
        built.clusterState,
      ),
    ];
    const configured = { type: 'ResourceConfigured', data: { description: 'x' } } as never;
    expect(keys({ kind: 'resource', id: R, event: configured })).toEqual([BuiltState.GROUP]);
    const event = { type: 'GroupMemberAdded', data: { resource: R } } as const;
    expect(keys({ kind: 'group', id: BuiltState.GROUP, event })).toEqual([BuiltState.GROUP]);
    const moved = { type: 'ResourceRegrouped', data: { resource: R, group: OTHER } } as const;
    expect(keys({ kind: 'cluster', id: 'c', event: moved })).toEqual([BuiltState.GROUP]);
    const idle = [
      ...memberRemoval.affected(
        { kind: 'group', id: BuiltState.GROUP, revision: 9, occurrence, event },
        member().clusterState,
      ),
    ];
    expect(idle).toEqual([]);
  });
});
