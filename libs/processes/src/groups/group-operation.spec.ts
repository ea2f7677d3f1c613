import { describe, expect, test } from '@jest/globals';

import { type BringingKind, type DomainEvent, type ResourceProperties } from '#domain';
import { dueOf, idOf, stepsOf, ToldState, type NodeIs } from '#testing/processes';

import { groupOperation } from './group-operation.js';

const EXTERNAL: Partial<ResourceProperties> = { handler: 'external', pendingTimeout: 1000 };
const OPERATION = idOf('the operation') as never;
const BUSY = 'GroupOperationStarted';

const clusterState = (
  properties: Partial<ResourceProperties> = {},
  nodes: Readonly<Record<string, NodeIs>> = { a: 'Up', b: 'Up', c: 'Up' },
): ToldState => new ToldState(nodes).group('a').member('r', properties).member('s');

type How = Readonly<{ persist?: boolean; afresh?: boolean }>;

const begin = (
  told: ToldState,
  kind: BringingKind,
  resources: readonly string[],
  how: How = {},
): ToldState => {
  const ids = resources.map((name) => ToldState.resource(name));
  const data = { operation: OPERATION, kind, resources: ids, epoch: 1, persist: false, ...how };
  told.tell('group', 'g', { type: BUSY, data });
  return fenced(told, 'r', 's');
};

const fenced = (told: ToldState, ...members: readonly string[]): ToldState => {
  for (const name of members)
    told.tell('resource', name, { type: 'ResourceFenced', data: { epoch: 1 } });
  return told.tell('node', 'a', {
    type: 'GroupFenced',
    data: { group: ToldState.GROUP, epoch: 1 },
  });
};

const attempt = { operation: OPERATION, epoch: 1, node: ToldState.node('a') };

/** The operation has the resource on its way online since an instant. */
const waiting = (told: ToldState, at: number): ToldState =>
  told.tell('resource', 'r', {
    type: 'ResourceOnlinePending',
    data: { ...attempt, pins: [], persist: false, at },
  });

const moving = (told: ToldState, to: string): ToldState => {
  const from = ToldState.node('a');
  const data = { operation: OPERATION, from, to: ToldState.node(to), epoch: 1 };
  return fenced(told.tell('group', 'g', { type: 'GroupMoveStarted', data }), 'r', 's');
};

const needs = (told: ToldState): ToldState =>
  told.tell('group', 'g', {
    type: 'DependencyAdded',
    data: { resource: ToldState.resource('r'), provider: ToldState.resource('s') },
  });

describe('given this operation, these steps', () => {
  test.each<[string, ToldState, number, readonly string[], number | undefined]>([
    ['none', clusterState(), 0, [], undefined],
    [
      'to bring one online',
      begin(clusterState(), 'online', ['r']),
      0,
      ['BeginOnline r 1'],
      undefined,
    ],
    [
      'to bring one online that needs another one: that one first',
      begin(needs(clusterState()), 'online', ['r'], { persist: true }),
      0,
      ['BeginOnline s 1'],
      undefined,
    ],
    [
      'an operator brings one online that needs one that failed: that one, too',
      begin(needs(clusterState().fails('s', 'a', 0)), 'online', ['r'], { persist: true }),
      0,
      ['BeginOnline s 1'],
      undefined,
    ],
    [
      'the same, an operator who leaves the persistent state alone',
      begin(needs(clusterState().fails('s', 'a', 0)), 'online', ['r'], { afresh: true }),
      0,
      ['BeginOnline s 1'],
      undefined,
    ],
    [
      'by itself, one that failed is left to its own policy',
      begin(needs(clusterState().fails('s', 'a', 0)), 'online', ['r']),
      0,
      ['FailGroupOperation g 1 of 1 resources did not come online'],
      undefined,
    ],
    [
      'a restart brings the one that is named, and not another one that failed',
      begin(clusterState().fails('s', 'a', 0).fails('r', 'a', 0), 'restart', ['r']),
      0,
      ['BeginOnline r 1'],
      undefined,
    ],
    [
      'one that has come online in it and failed by command waits for its policy',
      waiting(begin(clusterState(), 'online', ['r']), 0)
        .tell('resource', 'r', {
          type: 'ResourceOnline',
          data: { ...attempt, nodeRevision: 0 },
        })
        .tell('resource', 'r', {
          type: 'ResourceFailed',
          data: { ...attempt, operation: idOf('fail') as never, nodeRevision: 0, reason: '' },
        }),
      0,
      ['FailGroupOperation g 1 of 1 resources did not come online'],
      undefined,
    ],
    [
      'a supervisor is waited for',
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
      'the clock went back by more than the time a supervisor has',
      waiting(begin(clusterState(EXTERNAL), 'online', ['r']), 100_000),
      50_000,
      ['FailOnline r PendingTimeout 1'],
      undefined,
    ],
    [
      'a move changes the owner once nothing is online',
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
      'an owner that is lost ends all else',
      begin(clusterState({}, { a: 'crashed', b: 'Up' }), 'online', ['r']),
      0,
      ['FailGroupOperation g the node is lost'],
      undefined,
    ],
  ])('%s', (_, told, now, steps, due) => {
    expect([stepsOf(groupOperation, told, now), dueOf(groupOperation, told, now)]).toEqual([
      steps,
      due,
    ]);
  });

  test('an operator who leaves the persistent state alone has failures counted anew', () => {
    const told = begin(clusterState(), 'online', ['r'], { afresh: true });
    const [step] = groupOperation.next(told.clusterState, ToldState.GROUP, {
      phase: 'following',
      now: 7,
    });
    expect(step?.command.data).toMatchObject({ persist: false, afresh: true, at: 7 });
  });
});

test('an operation that waits for a resource goes on when that is deleted', () => {
  const told = begin(clusterState(), 'online', ['r']);
  const event = { type: 'ResourceClosed', data: {} } as const;
  told.tell('resource', 'r', event);
  const occurrence = { eventId: '', position: '0', recordedAt: 0 };
  const id = ToldState.resource('r');
  const domainEvent: DomainEvent = { kind: 'resource', id, revision: 3, occurrence, event };
  expect([...groupOperation.affected(domainEvent, told.clusterState)]).toEqual([ToldState.GROUP]);
});
