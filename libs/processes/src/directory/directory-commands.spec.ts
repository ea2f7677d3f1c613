import { describe, expect, test } from '@jest/globals';

import { ClusterState, type GroupId } from '#domain';
import { BuiltState, idOf } from '#testing/processes';

import { directoryCompletion } from './directory.js';

const { GROUP } = BuiltState;
const A = BuiltState.node('a');
const [R, S] = [BuiltState.resource('r'), BuiltState.resource('s')];
const OTHER = idOf('h') as GroupId;

const commandsOf = ({ clusterState }: BuiltState, key: string): readonly unknown[] =>
  directoryCompletion
    .next(clusterState, key, { phase: 'following', now: 0 })
    .map(({ kind, id, command }) => ({ kind, id, ...command }));

const entry = { group: GROUP, name: 'g', owner: A, preferredOwners: [A] };
const formed = (): BuiltState => new BuiltState({ a: 'Up' });
/** The directory lists `r`, which has no stream. */
const listed = (properties?: object): BuiltState =>
  new BuiltState({ a: 'Up' }).group('a').record('cluster', 'c', {
    type: 'ResourceAdded',
    data: { resource: R, name: 'r', type: 'x', group: GROUP, ...(properties && { properties }) },
  });
const member = (): BuiltState => formed().group('a').member('r');
const opened = (built: BuiltState): BuiltState =>
  built.record('resource', 'r', { type: 'ResourceOpened', data: { type: 'x', group: GROUP } });
const withOther = (built: BuiltState): BuiltState =>
  built
    .record('cluster', 'c', { type: 'GroupAdded', data: { ...entry, group: OTHER, name: 'h' } })
    .record('group', 'h', { type: 'GroupOpened', data: { owner: A, preferredOwners: [] } });
const regrouped = (built: BuiltState): BuiltState =>
  built.record('cluster', 'c', { type: 'ResourceRegrouped', data: { resource: R, group: OTHER } });
const left = (built: BuiltState): BuiltState =>
  built.record('group', 'g', { type: 'GroupMemberRemoved', data: { resource: R } });
const closedGroup = (built: BuiltState, name = 'g'): BuiltState =>
  built.record('group', name, { type: 'GroupClosed', data: {} });
const closed = (built: BuiltState): BuiltState =>
  built.record('resource', 'r', { type: 'ResourceClosed', data: {} });
const epoch = (built: BuiltState): BuiltState =>
  built.record('resource', 'r', { type: 'ResourceFenced', data: { epoch: 4 } });

const onGroup = (type: string, data: object, id: string = GROUP) => ({
  kind: 'group',
  id,
  type,
  data,
});
const onCluster = (type: string, data: object) => ({ kind: 'cluster', id: 'c', type, data });
const onResource = (type: string, data: object) => ({ kind: 'resource', id: R, type, data });

describe('the directory is completed', () => {
  const added = (policy?: object): BuiltState =>
    formed().record('cluster', 'c', {
      type: 'GroupAdded',
      data: { ...entry, ...(policy && { policy }) },
    });
  const creation = { owner: A, preferredOwners: [A] };

  test.each<[string, string, BuiltState, readonly unknown[]]>([
    [
      'with the stream of a node',
      `node:${idOf('b')}`,
      formed().record('cluster', 'c', {
        type: 'NodeAdded',
        data: { node: BuiltState.node('b'), name: 'b' },
      }),
      [{ kind: 'node', id: idOf('b'), type: 'OpenNode', data: { name: 'b' } }],
    ],
    ['without a node that is open', `node:${A}`, formed(), []],
    ['without a node that is not listed', `node:${idOf('b')}`, formed(), []],
    ['with the stream of a group', `group:${GROUP}`, added(), [onGroup('OpenGroup', creation)]],
    [
      'with the policy of a group',
      `group:${GROUP}`,
      added({ failoverThreshold: 5 }),
      [onGroup('OpenGroup', { ...creation, policy: { failoverThreshold: 5 } })],
    ],
    ['without a group that is open', `group:${GROUP}`, member(), []],
    ['without a group that is not listed', `group:${OTHER}`, member(), []],
    [
      'by the removal of a closed group',
      `group:${GROUP}`,
      closedGroup(member()),
      [onCluster('RemoveGroup', { group: GROUP })],
    ],
    [
      'with the stream of a resource',
      `resource:${R}`,
      listed(),
      [onResource('OpenResource', { type: 'x', group: GROUP })],
    ],
    [
      'with the properties of a resource',
      `resource:${R}`,
      listed({ restartDelay: 7 }),
      [onResource('OpenResource', { type: 'x', group: GROUP, properties: { restartDelay: 7 } })],
    ],
    [
      'by the removal of a resource that was never opened, if its group is closed',
      `resource:${R}`,
      closedGroup(listed()),
      [onCluster('RemoveResource', { resource: R })],
    ],
    [
      'with the membership of an open resource',
      `resource:${R}`,
      opened(listed()),
      [onGroup('AddGroupMember', { resource: R })],
    ],
    [
      'with the membership, and the epoch of the last group',
      `resource:${R}`,
      epoch(opened(listed())),
      [onGroup('AddGroupMember', { resource: R, epoch: 4 })],
    ],
    [
      'without a membership in a group that is not open yet',
      `resource:${R}`,
      opened(
        formed()
          .record('cluster', 'c', { type: 'GroupAdded', data: entry })
          .record('cluster', 'c', {
            type: 'ResourceAdded',
            data: { resource: R, name: 'r', type: 'x', group: GROUP },
          }),
      ),
      [],
    ],
    [
      'by the closing of a resource of a closed group',
      `resource:${R}`,
      closedGroup(member()),
      [onResource('CloseResource', {})],
    ],
    [
      'by the end of the membership of a closed resource',
      `resource:${R}`,
      epoch(closed(member())),
      [onGroup('RemoveGroupMember', { resource: R })],
    ],
    [
      'by the removal of a closed resource',
      `resource:${R}`,
      left(closed(member())),
      [onCluster('RemoveResource', { resource: R })],
    ],
    [
      'by a parting from the old group',
      `resource:${R}`,
      regrouped(withOther(member())),
      [onGroup('RemoveGroupMember', { resource: R, isParted: true })],
    ],
    [
      'by a change of the group',
      `resource:${R}`,
      left(regrouped(withOther(member()))),
      [onResource('ChangeResourceGroup', { from: GROUP, group: OTHER })],
    ],
    [
      'by a return from a closed group',
      `resource:${R}`,
      closedGroup(regrouped(withOther(member())), 'h'),
      [onCluster('ReturnResource', { resource: R, from: OTHER, to: GROUP })],
    ],
    [
      'by the closing of a resource whose old group is closed too',
      `resource:${R}`,
      closedGroup(closedGroup(left(regrouped(withOther(member()))), 'h')),
      [onResource('CloseResource', {})],
    ],
    ['without a resource that is not listed', `resource:${S}`, member(), []],
    ['without a listed member', `member:${GROUP}/${R}`, member(), []],
    ['without a member that has left', `member:${GROUP}/${R}`, left(member()), []],
    ['without a member of a closed group', `member:${GROUP}/${R}`, closedGroup(member()), []],
    [
      'by the removal of a member that never existed',
      `member:${GROUP}/${S}`,
      formed()
        .group('a')
        .record('group', 'g', { type: 'GroupMemberAdded', data: { resource: S } }),
      [onGroup('RemoveGroupMember', { resource: S })],
    ],
    [
      'without a member that is to change its group, as long as it is here',
      `member:${GROUP}/${R}`,
      regrouped(withOther(member())),
      [],
    ],
    [
      'by the removal of a member that has changed its group',
      `member:${GROUP}/${R}`,
      regrouped(withOther(member())).record('resource', 'r', {
        type: 'ResourceConfigured',
        data: { group: OTHER },
      }),
      [onGroup('RemoveGroupMember', { resource: R })],
    ],
  ])('%s', (_, key, built, commands) => {
    expect(commandsOf(built, key)).toEqual(commands);
  });
});

test('before the cluster is formed there is no directory', () => {
  const clusterState = new ClusterState();
  const moment = { phase: 'following', now: 0 } as const;
  expect(directoryCompletion.next(clusterState, `node:${A}`, moment)).toEqual([]);
  expect([...directoryCompletion.all(clusterState)]).toEqual([]);
});
