import { expect, test } from '@jest/globals';

import { type DomainEvent, type GroupId, type ResourceId } from '#domain';
import { idOf, SimulatedCluster, stepsOf, BuiltState } from '#testing/processes';

import { directoryCompletion } from './directory.js';

const GROUP = idOf('group app') as GroupId;
const STRANGER = idOf('a resource that no longer exists') as ResourceId;

const members = ({ clusterState }: SimulatedCluster): readonly string[] => {
  const group = clusterState.group(GROUP);
  return group.status === 'open' ? [...group.members] : [];
};

const addStranger = (cluster: SimulatedCluster): Promise<void> =>
  cluster.run({
    kind: 'group',
    id: GROUP,
    command: { type: 'AddGroupMember', data: { resource: STRANGER } },
  });

test('a late member leaves again', async () => {
  const cluster = new SimulatedCluster();
  await cluster.form(['app']);
  await addStranger(cluster);
  await cluster.pass(0);
  expect(members(cluster)).toEqual([idOf('resource app')]);
  await cluster.stop();
});

test('also if the processes ended before they saw it', async () => {
  const first = new SimulatedCluster();
  await first.form(['app']);
  await first.runner.stop();
  await addStranger(first);
  await first.stop();
  const second = new SimulatedCluster(first.store, 'second ');
  await second.start();
  expect(members(second)).toEqual([idOf('resource app')]);
  await second.stop();
});

const OTHER = idOf('h') as GroupId;
const R = BuiltState.resource('r');

const member = (): BuiltState => new BuiltState({ a: 'Up' }).group('a').member('r');

/** The directory lists `r` under another group; its own stream may not have the new group yet. */
const regrouped = (built: BuiltState): BuiltState => {
  const owner = BuiltState.node('a');
  const opened = { owner, preferredOwners: [] };
  return built
    .record('cluster', 'c', { type: 'GroupAdded', data: { group: OTHER, name: 'h', ...opened } })
    .record('group', 'h', { type: 'GroupOpened', data: opened })
    .record('cluster', 'c', { type: 'ResourceRegrouped', data: { resource: R, group: OTHER } });
};

const depending = (built: BuiltState, name: string, provider: ResourceId): BuiltState => {
  const data = { resource: BuiltState.resource(name), provider };
  return built.record('group', 'g', { type: 'DependencyAdded', data });
};

const gone = (built: BuiltState): BuiltState =>
  built.record('group', 'h', { type: 'GroupClosed', data: {} });

const closed = (built: BuiltState): BuiltState =>
  built.record('resource', 'r', { type: 'ResourceClosed', data: {} });

const left = (built: BuiltState): BuiltState =>
  built.record('group', 'g', { type: 'GroupMemberRemoved', data: { resource: R } });

test.each<[string, string, BuiltState, readonly string[]]>([
  ['is in its group', 'resource:', member(), []],
  ['belongs elsewhere, Offline', 'resource:', regrouped(member()), ['RemoveGroupMember g r']],
  [
    'belongs elsewhere, Failed',
    'resource:',
    regrouped(member().fails('r', 'a', 0)),
    ['RemoveGroupMember g r'],
  ],
  [
    'belongs elsewhere, and is online',
    'resource:',
    regrouped(member().pending('r', 'a', { persist: true }).online('r', 'a')),
    [],
  ],
  [
    'belongs elsewhere, and has a dependent',
    'resource:',
    regrouped(depending(member().member('s'), 's', R)),
    ['ReturnResource c g r'],
  ],
  [
    'belongs elsewhere, and depends on another one',
    'resource:',
    regrouped(depending(member().member('s'), 'r', BuiltState.resource('s'))),
    ['ReturnResource c g r'],
  ],
  ['has left', 'resource:', left(regrouped(member())), ['ChangeResourceGroup r']],
  [
    'comes too late for a closed group',
    'resource:',
    gone(regrouped(member())),
    ['ReturnResource c g r'],
  ],
  [
    'has left for a closed group',
    'resource:',
    gone(left(regrouped(member()))),
    ['ReturnResource c g r'],
  ],
  ['is closed', 'resource:', closed(member()), ['RemoveGroupMember g r']],
  ['is closed and has left', 'resource:', left(closed(member())), ['RemoveResource c r']],
  [
    'is not open yet',
    'resource:',
    new BuiltState({ a: 'Up' }).group('a').record('cluster', 'c', {
      type: 'ResourceAdded',
      data: { resource: R, name: 'r', type: 'x', group: BuiltState.GROUP },
    }),
    ['OpenResource r'],
  ],
])('a resource that %s', (_, kind, built, steps) => {
  expect(stepsOf(directoryCompletion, built, 0, `${kind}${R}`)).toEqual(steps);
});

const occurrence = { eventId: '', position: '0', operation: '', recordedAt: 0 };

test('a resource that fails or goes offline is asked about its group again', () => {
  const built = regrouped(member().fails('r', 'a', 0));
  const data = {
    operation: idOf('x') as never,
    epoch: 0,
    node: BuiltState.node('a'),
    nodeRevision: 0,
  };
  const keysAfter = (event: DomainEvent['event']): readonly string[] => [
    ...directoryCompletion.affected(
      { kind: 'resource', id: R, revision: 9, occurrence, event } as DomainEvent,
      built.clusterState,
    ),
  ];
  expect(keysAfter({ type: 'ResourceFailed', data: { ...data, reason: '' } })).toEqual([
    `resource:${R}`,
  ]);
  expect(keysAfter({ type: 'ResourceOffline', data })).toEqual([`resource:${R}`]);
});

test('a resource that was to join a closed group is asked again', () => {
  const built = gone(regrouped(member()));
  const event = { type: 'GroupClosed', data: {} } as const;
  const domainEvent: DomainEvent = { kind: 'group', id: OTHER, revision: 1, occurrence, event };
  expect([...directoryCompletion.affected(domainEvent, built.clusterState)]).toContain(
    `resource:${R}`,
  );
});

test.each<DomainEvent['event']>([
  { type: 'DependencyAdded', data: { resource: BuiltState.resource('s'), provider: R } },
  { type: 'DependencyAdded', data: { resource: R, provider: BuiltState.resource('s') } },
  {
    type: 'DependencyExpressionSet',
    data: { resource: BuiltState.resource('s'), expression: { any: [R, STRANGER] } },
  },
  {
    type: 'GroupMemberRemovalAbandoned',
    data: { resource: R, operation: idOf('deletion') as never },
  },
])('a resource that is to change groups is asked again after $type', (event) => {
  const domainEvent = {
    kind: 'group',
    id: BuiltState.GROUP,
    revision: 9,
    occurrence,
    event,
  } as DomainEvent;
  const built = regrouped(member());
  expect([...directoryCompletion.affected(domainEvent, built.clusterState)]).toContain(
    `resource:${R}`,
  );
});
