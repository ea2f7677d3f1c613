import { expect, test } from '@jest/globals';

import {
  ASKED_DATA,
  askedAfter,
  BuiltState,
  idleGroup,
  leavingMember,
  movingGroup,
  type EventOf,
} from '#testing/processes';

type Asked = ReturnType<typeof askedAfter>;
type GroupEvent = EventOf<'group'>;

const { resource } = BuiltState;
const { operation, move, end } = ASKED_DATA;
const [R, S, T] = [resource('r'), resource('s'), resource('t')];
/** Each event of a group asks about its operation, its failover, and the drain of its node. */
const ALWAYS = { 'group-operation': ['g'], 'node-drain': ['a'], failover: ['g'] };
const AUDIT = { ...ALWAYS, audit: ['g/busy'] };

const members = (...keys: readonly string[]): Asked => ({
  ...ALWAYS,
  'directory-completion': ['group:g', ...keys],
});

test.each<[event: GroupEvent, before: () => BuiltState, asked: Asked]>([
  [{ type: 'GroupConfigured', data: {} }, idleGroup, ALWAYS],
  [{ type: 'GroupMoveStarted', data: move }, idleGroup, ALWAYS],
  [{ type: 'GroupMoveCompleted', data: end }, movingGroup, AUDIT],
  [{ type: 'GroupMoveFailed', data: { ...end, reason: '' } }, movingGroup, AUDIT],
  [{ type: 'GroupMoveDenied', data: { ...end, deniedBy: R } }, movingGroup, AUDIT],
  [{ type: 'GroupOperationCompleted', data: end }, idleGroup, AUDIT],
  [{ type: 'GroupOperationFailed', data: { ...end, reason: '' } }, idleGroup, AUDIT],
  [
    { type: 'GroupOperationCompleted', data: end },
    () =>
      idleGroup().record('cluster', 'c', {
        type: 'ResourceRegrouped',
        data: { resource: S, group: T as never },
      }),
    { ...AUDIT, 'directory-completion': ['resource:s', 'member:g/s'] },
  ],
  [{ type: 'GroupMemberAdded', data: { resource: T } }, idleGroup, members('member:g/t')],
  [{ type: 'GroupMemberRemoved', data: { resource: S } }, idleGroup, members('resource:s')],
  [
    { type: 'GroupMemberRemovalStarted', data: { resource: S, ...operation } },
    idleGroup,
    { ...ALWAYS, 'member-removal': ['g'] },
  ],
  [
    { type: 'GroupMemberRemovalAbandoned', data: { resource: S, ...operation } },
    leavingMember,
    members('resource:s'),
  ],
  [
    { type: 'DependencyAdded', data: { resource: R, provider: S } },
    idleGroup,
    members('resource:r', 'resource:s'),
  ],
  [
    { type: 'DependencyExpressionSet', data: { resource: R, expression: { any: [S, T] } } },
    idleGroup,
    members('resource:r', 'resource:s', 'resource:t'),
  ],
  [
    { type: 'DependencyExpressionSet', data: { resource: R, expression: null } },
    idleGroup,
    members('resource:r'),
  ],
  [{ type: 'DependencyRemoved', data: { resource: R, provider: S } }, idleGroup, ALWAYS],
  [
    { type: 'GroupClosed', data: {} },
    idleGroup,
    {
      'directory-completion': ['group:g', 'resource:r', 'resource:s'],
      'group-operation': ['g'],
      failover: ['g'],
    },
  ],
])('of a group, %j asks the processes for their keys', (event, before, asked) => {
  expect(askedAfter(before().record('group', 'g', event))).toEqual(asked);
});

test('the drain of the node that a group has left is asked too', () => {
  expect(askedAfter(idleGroup().moves('a', 'b', 'drain'))).toMatchObject({
    'node-drain': ['b', 'a'],
  });
});
