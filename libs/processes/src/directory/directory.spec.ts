import { expect, test } from '@jest/globals';

import { type DomainEvent, type GroupId, type ResourceId } from '#domain';
import { idOf, SimulatedCluster, stepsOf, ToldState } from '#testing/processes';

import { directoryCompletion } from './directory.js';

const GROUP = idOf('group app') as GroupId;
const STRANGER = idOf('a resource that is gone') as ResourceId;

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

test('a member that came too late leaves again', async () => {
  const cluster = new SimulatedCluster();
  await cluster.form(['app']);
  await addStranger(cluster);
  await cluster.pass(0);
  expect(members(cluster)).toEqual([idOf('resource app')]);
  await cluster.stop();
});

test('also where the processes were cut off before they saw it', async () => {
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
const R = ToldState.resource('r');

const member = (): ToldState => new ToldState({ a: 'Up' }).group('a').member('r');

/** The directory says that `r` belongs to another group now, and has told `r` so or not yet. */
const regrouped = (told: ToldState): ToldState => {
  const owner = ToldState.node('a');
  const opened = { owner, preferredOwners: [] };
  return told
    .tell('cluster', 'c', { type: 'GroupAdded', data: { group: OTHER, name: 'h', ...opened } })
    .tell('group', 'h', { type: 'GroupOpened', data: opened })
    .tell('cluster', 'c', { type: 'ResourceRegrouped', data: { resource: R, group: OTHER } });
};

const depending = (told: ToldState, name: string, provider: ResourceId): ToldState => {
  const data = { resource: ToldState.resource(name), provider };
  return told.tell('group', 'g', { type: 'DependencyAdded', data });
};

const gone = (told: ToldState): ToldState =>
  told.tell('group', 'h', { type: 'GroupClosed', data: {} });

const closed = (told: ToldState): ToldState =>
  told.tell('resource', 'r', { type: 'ResourceClosed', data: {} });

const left = (told: ToldState): ToldState =>
  told.tell('group', 'g', { type: 'GroupMemberRemoved', data: { resource: R } });

test.each<[string, string, ToldState, readonly string[]]>([
  ['is where it belongs', 'resource:', member(), []],
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
    regrouped(depending(member().member('s'), 'r', ToldState.resource('s'))),
    ['ReturnResource c g r'],
  ],
  ['has left', 'resource:', left(regrouped(member())), ['ChangeResourceGroup r']],
  [
    'comes too late to a group that has closed',
    'resource:',
    gone(regrouped(member())),
    ['ReturnResource c g r'],
  ],
  [
    'has left for a group that has closed',
    'resource:',
    gone(left(regrouped(member()))),
    ['ReturnResource c g r'],
  ],
  ['is closed', 'resource:', closed(member()), ['RemoveGroupMember g r']],
  ['is closed and has left', 'resource:', left(closed(member())), ['RemoveResource c r']],
  [
    'is not open yet',
    'resource:',
    new ToldState({ a: 'Up' }).group('a').tell('cluster', 'c', {
      type: 'ResourceAdded',
      data: { resource: R, name: 'r', type: 'x', group: ToldState.GROUP },
    }),
    ['OpenResource r'],
  ],
])('a resource that %s', (_, kind, told, steps) => {
  expect(stepsOf(directoryCompletion, told, 0, `${kind}${R}`)).toEqual(steps);
});

const occurrence = { eventId: '', position: '0', recordedAt: 0 };

test('a resource that fails, or goes offline, is asked again where it belongs', () => {
  const told = regrouped(member().fails('r', 'a', 0));
  const data = {
    operation: idOf('x') as never,
    epoch: 0,
    node: ToldState.node('a'),
    nodeRevision: 0,
  };
  const keysAfter = (event: DomainEvent['event']): readonly string[] => [
    ...directoryCompletion.affected(
      { kind: 'resource', id: R, revision: 9, occurrence, event } as DomainEvent,
      told.clusterState,
    ),
  ];
  expect(keysAfter({ type: 'ResourceFailed', data: { ...data, reason: '' } })).toEqual([
    `resource:${R}`,
  ]);
  expect(keysAfter({ type: 'ResourceOffline', data })).toEqual([`resource:${R}`]);
});

test('who was to join a group that has closed is asked again', () => {
  const told = gone(regrouped(member()));
  const event = { type: 'GroupClosed', data: {} } as const;
  const domainEvent: DomainEvent = { kind: 'group', id: OTHER, revision: 1, occurrence, event };
  expect([...directoryCompletion.affected(domainEvent, told.clusterState)]).toContain(
    `resource:${R}`,
  );
});

test.each<DomainEvent['event']>([
  { type: 'DependencyAdded', data: { resource: ToldState.resource('s'), provider: R } },
  { type: 'DependencyAdded', data: { resource: R, provider: ToldState.resource('s') } },
  {
    type: 'DependencyExpressionSet',
    data: { resource: ToldState.resource('s'), expression: { any: [R, STRANGER] } },
  },
  {
    type: 'GroupMemberRemovalAbandoned',
    data: { resource: R, operation: idOf('deletion') as never },
  },
])('a resource that is to go elsewhere is asked again after $type', (event) => {
  const domainEvent = {
    kind: 'group',
    id: ToldState.GROUP,
    revision: 9,
    occurrence,
    event,
  } as DomainEvent;
  const told = regrouped(member());
  expect([...directoryCompletion.affected(domainEvent, told.clusterState)]).toContain(
    `resource:${R}`,
  );
});
