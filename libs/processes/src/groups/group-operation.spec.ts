import { describe, expect, test } from '@jest/globals';

import { type GroupOperationKind, type DomainEvent, type ResourceProperties } from '#domain';
import { dueOf, idOf, stepsOf, BuiltState, type NodeIs } from '#testing/processes';

import { groupOperation } from './group-operation.js';

const EXTERNAL: Partial<ResourceProperties> = { handler: 'external', pendingTimeout: 1000 };
const OPERATION = idOf('the operation') as never;
const BUSY = 'GroupOperationStarted';

const clusterState = (
  properties: Partial<ResourceProperties> = {},
  nodes: Readonly<Record<string, NodeIs>> = { a: 'Up', b: 'Up', c: 'Up' },
): BuiltState => new BuiltState(nodes).group('a').member('r', properties).member('s');

type How = Readonly<{ persist?: boolean; afresh?: boolean }>;

const begin = (
  built: BuiltState,
  kind: GroupOperationKind,
  resources: readonly string[],
  how: How = {},
): BuiltState => {
  const ids = resources.map((name) => BuiltState.resource(name));
  const data = { operation: OPERATION, kind, resources: ids, epoch: 1, persist: false, ...how };
  built.record('group', 'g', { type: BUSY, data });
  return fenced(built, 'r', 's');
};

const fenced = (built: BuiltState, ...members: readonly string[]): BuiltState => {
  for (const name of members)
    built.record('resource', name, { type: 'ResourceFenced', data: { epoch: 1 } });
  return built.record('node', 'a', {
    type: 'GroupFenced',
    data: { group: BuiltState.GROUP, epoch: 1 },
  });
};

const attempt = { operation: OPERATION, epoch: 1, node: BuiltState.node('a') };

/** In this operation, the resource has been coming online since an instant. */
const waiting = (built: BuiltState, at: number): BuiltState =>
  built.record('resource', 'r', {
    type: 'ResourceOnlinePending',
    data: { ...attempt, pins: [], persist: false, at },
  });

const moving = (built: BuiltState, to: string): BuiltState => {
  const from = BuiltState.node('a');
  const data = { operation: OPERATION, from, to: BuiltState.node(to), epoch: 1 };
  return fenced(built.record('group', 'g', { type: 'GroupMoveStarted', data }), 'r', 's');
};

const needs = (built: BuiltState): BuiltState =>
  built.record('group', 'g', {
    type: 'DependencyAdded',
    data: { resource: BuiltState.resource('r'), provider: BuiltState.resource('s') },
  });

describe('this operation has these steps', () => {
  test.each<[string, BuiltState, number, readonly string[], number | undefined]>([
    ['none', clusterState(), 0, [], undefined],
    [
      'bring one resource online',
      begin(clusterState(), 'online', ['r']),
      0,
      ['BeginOnline r 1'],
      undefined,
    ],
    [
      'bring a resource online that needs another one: the provider first',
      begin(needs(clusterState()), 'online', ['r'], { persist: true }),
      0,
      ['BeginOnline s 1'],
      undefined,
    ],
    [
      'an operator brings a resource online whose provider failed: the provider too',
      begin(needs(clusterState().fails('s', 'a', 0)), 'online', ['r'], { persist: true }),
      0,
      ['BeginOnline s 1'],
      undefined,
    ],
    [
      'the same operator, who leaves the persistent state alone',
      begin(needs(clusterState().fails('s', 'a', 0)), 'online', ['r'], { afresh: true }),
      0,
      ['BeginOnline s 1'],
      undefined,
    ],
    [
      'an automatic online leaves a failed resource to its own policy',
      begin(needs(clusterState().fails('s', 'a', 0)), 'online', ['r']),
      0,
      ['FailGroupOperation g 1 of 1 resources did not come online'],
      undefined,
    ],
    [
      'a restart brings only the named resource online, and no other failed one',
      begin(clusterState().fails('s', 'a', 0).fails('r', 'a', 0), 'restart', ['r']),
      0,
      ['BeginOnline r 1'],
      undefined,
    ],
    [
      'a resource that came online and then failed by command waits for its policy',
      waiting(begin(clusterState(), 'online', ['r']), 0)
        .record('resource', 'r', {
          type: 'ResourceOnline',
          data: { ...attempt, nodeRevision: 0 },
        })
        .record('resource', 'r', {
          type: 'ResourceFailed',
          data: { ...attempt, operation: idOf('fail') as never, nodeRevision: 0, reason: '' },
        }),
      0,
      ['FailGroupOperation g 1 of 1 resources did not come online'],
      undefined,
    ],
    [
      'the operation waits for a supervisor',
      waiting(begin(clusterState(EXTERNAL), 'online', ['r']), 100),
      1099,
      [],
      1100,
    ],
    [
      'a supervisor did not report in time',
      waiting(begin(clusterState(EXTERNAL), 'online', ['r']), 100),
      1100,
      ['FailOnline r PendingTimeout 1'],
      undefined,
    ],
    [
      'the clock went back by more than the time of a supervisor',
      waiting(begin(clusterState(EXTERNAL), 'online', ['r']), 100_000),
      50_000,
      ['FailOnline r PendingTimeout 1'],
      undefined,
    ],
    [
      'a move changes the owner once no resource is online',
      moving(clusterState(), 'b'),
      0,
      ['ChangeGroupOwner g'],
      undefined,
    ],
    [
      'the destination of a move is lost: the next one down the list',
      moving(clusterState({}, { a: 'Up', b: 'Down', c: 'Up' }), 'b'),
      0,
      ['RedirectGroupMove g c'],
      undefined,
    ],
    [
      'the destination of a move is lost, and no other is up',
      moving(clusterState({}, { a: 'Up', b: 'Down' }), 'b'),
      0,
      ['FailGroupOperation g the node is lost'],
      undefined,
    ],
    [
      'the loss of the owner ends every other operation',
      begin(clusterState({}, { a: 'crashed', b: 'Up' }), 'online', ['r']),
      0,
      ['FailGroupOperation g the node is lost'],
      undefined,
    ],
  ])('%s', (_, built, now, steps, due) => {
    expect([stepsOf(groupOperation, built, now), dueOf(groupOperation, built, now)]).toEqual([
      steps,
      due,
    ]);
  });

  test('an operator who leaves the persistent state alone resets the failures', () => {
    const built = begin(clusterState(), 'online', ['r'], { afresh: true });
    const [step] = groupOperation.next(built.clusterState, BuiltState.GROUP, {
      phase: 'following',
      now: 7,
    });
    expect(step?.command.data).toMatchObject({ persist: false, afresh: true, at: 7 });
  });
});

test('an operation that waits for a resource goes on when the resource is deleted', () => {
  const built = begin(clusterState(), 'online', ['r']);
  const event = { type: 'ResourceClosed', data: {} } as const;
  built.record('resource', 'r', event);
  const occurrence = { eventId: '', position: '0', operation: '', recordedAt: 0 };
  const id = BuiltState.resource('r');
  const domainEvent: DomainEvent = { kind: 'resource', id, revision: 3, occurrence, event };
  expect([...groupOperation.affected(domainEvent, built.clusterState)]).toEqual([BuiltState.GROUP]);
});
