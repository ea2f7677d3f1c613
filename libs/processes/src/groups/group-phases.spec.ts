import { describe, expect, test } from '@jest/globals';

import { type DomainEvent, type GroupOperationKind } from '#domain';
import { BuiltState, idOf, stepsOf, type NodeIs } from '#testing/processes';

import { groupOperation } from './group-operation.js';

const { GROUP } = BuiltState;
const OPERATION = idOf('the operation') as never;
const [A, B] = [BuiltState.node('a'), BuiltState.node('b')];
const [R, S] = [BuiltState.resource('r'), BuiltState.resource('s')];

const two = (nodes: Readonly<Record<string, NodeIs>> = { a: 'Up', b: 'Up' }): BuiltState =>
  new BuiltState(nodes).group('a').member('r').member('s');
const online = (built: BuiltState, ...names: readonly string[]): BuiltState => {
  for (const name of names) built.pending(name, 'a', { persist: true }).online(name, 'a');
  return built;
};
const needs = (built: BuiltState): BuiltState =>
  built.record('group', 'g', { type: 'DependencyAdded', data: { resource: R, provider: S } });
const fences = (built: BuiltState): BuiltState => {
  for (const name of ['r', 's'])
    built.record('resource', name, { type: 'ResourceFenced', data: { epoch: 1 } });
  return built.record('node', 'a', { type: 'GroupFenced', data: { group: GROUP, epoch: 1 } });
};
const begins = (
  built: BuiltState,
  kind: GroupOperationKind,
  more: object = { persist: true },
): BuiltState =>
  built.record('group', 'g', {
    type: 'GroupOperationStarted',
    data: { operation: OPERATION, kind, resources: [R, S], epoch: 1, persist: false, ...more },
  });
const moves = (built: BuiltState, more: object = {}): BuiltState =>
  built.record('group', 'g', {
    type: 'GroupMoveStarted',
    data: { operation: OPERATION, from: A, to: B, epoch: 1, ...more },
  });
const attempt = { operation: OPERATION, epoch: 1, node: A };
const leaves = (built: BuiltState, name: string): BuiltState =>
  built
    .record('resource', name, {
      type: 'ResourceOfflinePending',
      data: { ...attempt, persist: true },
    })
    .record('resource', name, { type: 'ResourceOffline', data: { ...attempt, nodeRevision: 1 } });
const crashes = (built: BuiltState, name = 'a'): BuiltState =>
  built.record('node', name, { type: 'NodeCrashed', data: { operation: OPERATION } });

describe('an operation first writes its epoch', () => {
  test('to every member and to the node of the group', () => {
    const { clusterState } = begins(two(), 'online');
    const steps = groupOperation.next(clusterState, GROUP, { phase: 'following', now: 0 });
    expect(steps.map(({ id, operation, command }) => ({ id, operation, ...command }))).toEqual([
      { id: R, operation: OPERATION, type: 'FenceResource', data: { epoch: 1 } },
      { id: S, operation: OPERATION, type: 'FenceResource', data: { epoch: 1 } },
      { id: A, operation: OPERATION, type: 'FenceGroup', data: { group: GROUP, epoch: 1 } },
    ]);
  });

  test('where it is missing', () => {
    const built = begins(two(), 'online');
    built.record('resource', 'r', { type: 'ResourceFenced', data: { epoch: 1 } });
    expect(stepsOf(groupOperation, built)).toEqual(['FenceResource s 1', 'FenceGroup a 1']);
    built.record('node', 'a', { type: 'GroupFenced', data: { group: GROUP, epoch: 0 } });
    expect(stepsOf(groupOperation, built)).toEqual(['FenceResource s 1', 'FenceGroup a 1']);
    built.record('node', 'a', { type: 'GroupFenced', data: { group: GROUP, epoch: 2 } });
    built.record('resource', 's', { type: 'ResourceFenced', data: { epoch: 2 } });
    expect(stepsOf(groupOperation, built).join(', ')).toMatch(/BeginOnline . 1, BeginOnline . 1/);
  });
});

describe('an operation that takes resources offline', () => {
  const offline = (built: BuiltState, more?: object): BuiltState =>
    fences(begins(built, 'offline', more));

  test('takes them offline side by side', () => {
    expect(stepsOf(groupOperation, offline(online(two(), 'r', 's')))).toEqual([
      'BeginOffline r 1',
      'BeginOffline s 1',
    ]);
  });

  test('takes dependents offline before their providers', () => {
    const built = offline(needs(online(two(), 'r', 's')));
    expect(stepsOf(groupOperation, built)).toEqual(['BeginOffline r 1']);
    expect(stepsOf(groupOperation, leaves(built, 'r'))).toEqual(['BeginOffline s 1']);
    expect(stepsOf(groupOperation, leaves(built, 's'))).toEqual(['CompleteGroupOperation g']);
  });

  test('takes dependents along, and leaves their persistent state alone', () => {
    const { clusterState } = offline(needs(online(two(), 'r', 's')), {
      ...{ resources: [S], persist: true },
    });
    const [step] = groupOperation.next(clusterState, GROUP, { phase: 'following', now: 0 });
    expect(step).toMatchObject({ id: R, command: { data: { persist: false } } });
  });

  test('is complete when they are down, and also have the wanted persistent state', () => {
    const failed = two().fails('r', 'a', 0);
    expect(stepsOf(groupOperation, offline(failed))).toEqual(['CompleteGroupOperation g']);
    const left = leaves(leaves(online(two(), 'r', 's'), 'r'), 's');
    expect(stepsOf(groupOperation, offline(left))).toEqual(['CompleteGroupOperation g']);
    const wanted = left.record('resource', 'r', {
      type: 'ResourceConfigured',
      data: { persistentState: 'Online' },
    });
    expect(stepsOf(groupOperation, wanted)).toEqual(['BeginOffline r 1']);
    const kept = offline(two(), { persist: false }).record('resource', 'r', {
      type: 'ResourceConfigured',
      data: { persistentState: 'Online' },
    });
    expect(stepsOf(groupOperation, kept)).toEqual(['CompleteGroupOperation g']);
  });

  test.each<[string, object, object]>([
    ['the persistent state', { persist: true }, { persist: true, at: 7 }],
    ['no persistent state', { persist: false }, { persist: false, at: 7 }],
    ['that they stay', { persist: false, stay: true }, { persist: false, stay: true }],
  ])('says to its resources %s', (_, how, data) => {
    const { clusterState } = offline(online(two(), 'r'), how);
    const [step] = groupOperation.next(clusterState, GROUP, { phase: 'following', now: 7 });
    expect(step?.command).toMatchObject({ type: 'BeginOffline', data: { ...attempt, ...data } });
    expect('stay' in (step?.command.data ?? {})).toBe('stay' in how);
  });
});

describe('a move', () => {
  test('takes all members offline first, providers last, and keeps their persistent state', () => {
    const built = fences(moves(needs(online(two(), 'r', 's'))));
    expect(stepsOf(groupOperation, built)).toEqual(['BeginOffline r 1']);
    const [step] = groupOperation.next(built.clusterState, GROUP, { phase: 'following', now: 0 });
    expect(step?.command.data).toMatchObject({ persist: false });
  });

  test('marks the members as lost if their node is', () => {
    const { clusterState } = crashes(fences(moves(online(two(), 'r'))));
    const steps = groupOperation.next(clusterState, GROUP, { phase: 'following', now: 0 });
    expect(steps.map(({ id, command }) => ({ id, ...command }))).toEqual([
      { id: R, type: 'MarkResourceLost', data: { ...attempt, nodeRevision: 2 } },
    ]);
  });

  const arrived = (more: object = {}): BuiltState => {
    const built = fences(moves(leaves(leaves(online(two(), 'r', 's'), 'r'), 's'), more));
    for (const name of ['r', 's'])
      built.record('resource', name, {
        type: 'ResourceConfigured',
        data: { persistentState: 'Online' },
      });
    return built
      .record('group', 'g', {
        type: 'GroupOwnerChanged',
        data: { operation: OPERATION, from: A, to: B, epoch: 1 },
      })
      .record('node', 'b', { type: 'GroupFenced', data: { group: GROUP, epoch: 1 } });
  };
  const failsThere = (built: BuiltState, name: string): BuiltState =>
    built.record('resource', name, {
      type: 'ResourceFailed',
      data: { ...attempt, node: B, nodeRevision: 1, reason: '' },
    });

  test('brings resources online on their new node, and is complete without those that failed', () => {
    expect(stepsOf(groupOperation, arrived()).toSorted()).toEqual([
      'BeginOnline r 1',
      'BeginOnline s 1',
    ]);
    const failed = failsThere(failsThere(arrived(), 'r'), 's');
    expect(stepsOf(groupOperation, failed)).toEqual(['CompleteGroupOperation g']);
  });

  test('goes back if a resource failed, and the operator wanted so', () => {
    const failed = failsThere(failsThere(arrived({ returnOnError: true }), 'r'), 's');
    expect(stepsOf(groupOperation, failed)).toEqual(['RedirectGroupMove g a']);
  });

  test('brings no resource online on a paused node', () => {
    const paused = arrived().record('node', 'b', {
      type: 'NodePaused',
      data: { operation: OPERATION },
    });
    expect(stepsOf(groupOperation, paused)).toEqual(['CompleteGroupOperation g']);
  });

  test('is redirected or failed when its destination is lost', () => {
    expect(stepsOf(groupOperation, crashes(moves(two()), 'b'))).toEqual([
      'FailGroupOperation g the node is lost',
    ]);
    const third = crashes(moves(two({ a: 'Up', b: 'Up', c: 'Up' })), 'b');
    expect(stepsOf(groupOperation, third)).toEqual(['RedirectGroupMove g c']);
  });
});

describe('an operation that brings resources online', () => {
  const bring = (built: BuiltState): BuiltState => fences(begins(built, 'online'));

  test('brings providers online before their dependents', () => {
    const built = bring(needs(two()));
    expect(stepsOf(groupOperation, built)).toEqual(['BeginOnline s 1']);
    built.record('resource', 's', {
      type: 'ResourceOnline',
      data: { ...attempt, nodeRevision: 1 },
    });
    expect(stepsOf(groupOperation, built)).toEqual(['BeginOnline r 1']);
  });

  test('fails with the number of resources that are not online', () => {
    const built = bring(two());
    const data = { ...attempt, nodeRevision: 1 };
    built.record('resource', 's', { type: 'ResourceOnline', data });
    built.record('resource', 'r', { type: 'ResourceFailed', data: { ...data, reason: '' } });
    const reason = '1 of 2 resources did not come online';
    expect(stepsOf(groupOperation, built)).toEqual([`FailGroupOperation g ${reason}`]);
    built.record('resource', 'r', { type: 'ResourceClosed', data: {} });
    expect(stepsOf(groupOperation, built)).toEqual(['CompleteGroupOperation g']);
  });
});

describe('the operation of a group is asked about', () => {
  const occurrence = { eventId: '', position: '0', operation: '', recordedAt: 0 };
  const asked = (built: BuiltState, id: string, type: string, data: object = {}): unknown => [
    ...groupOperation.affected(
      { kind: 'node', id, revision: 9, occurrence, event: { type, data } } as DomainEvent,
      built.clusterState,
    ),
  ];
  const BLOCKS = ['RegistryHeld', 'KeyContainerStored', 'KeyContainerDeleted'];

  test.each([...BLOCKS, 'KeyContainerAbsenceRestored'])('after %s on its node', (type) => {
    expect(asked(two(), A, type)).toEqual([GROUP]);
    expect(asked(two(), B, type)).toEqual([]);
    expect(asked(two(), B, type, { group: GROUP })).toEqual([GROUP]);
  });

  test.each(['NodeCrashed', 'NodeStopped'])('after %s of its node or its destination', (type) => {
    expect(asked(two(), A, type)).toEqual([]);
    expect(asked(begins(two(), 'online'), A, type)).toEqual([GROUP]);
    expect(asked(begins(two(), 'online'), B, type)).toEqual([]);
    expect(asked(moves(two()), B, type)).toEqual([GROUP]);
  });

  test('after an event that names it, and no other one of a node', () => {
    expect(asked(two(), A, 'GroupFenced', { group: GROUP })).toEqual([GROUP]);
    expect(asked(moves(two()), A, 'NodePaused')).toEqual([]);
  });
});
