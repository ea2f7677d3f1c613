import { describe, expect, test } from '@jest/globals';

import { type DomainEvent, type NodeEvent } from '#domain';
import { BuiltState, dueOf, idOf, stepsOf, type NodeIs } from '#testing/processes';

import { failover } from './failover.js';

const { GROUP } = BuiltState;
const [A, B] = [BuiltState.node('a'), BuiltState.node('b')];
const [R, S] = [BuiltState.resource('r'), BuiltState.resource('s')];
const CRASH = idOf('operation');

type Nodes = Readonly<Record<string, NodeIs>>;
const two = (nodes: Nodes = { a: 'Up', b: 'Up' }): BuiltState =>
  new BuiltState(nodes).group('a').member('r').member('s');
/** Both resources are online on node a, as an operator wants them. */
const online = (): BuiltState =>
  two()
    .pending('r', 'a', { persist: true })
    .online('r', 'a')
    .pending('s', 'a', { persist: true })
    .online('s', 'a');
/** `s` needs `r`. */
const needs = (built: BuiltState): BuiltState =>
  built.record('group', 'g', { type: 'DependencyAdded', data: { resource: S, provider: R } });
const attempt = { operation: idOf('attempt') as never, epoch: 0, node: A };
const offline = (built: BuiltState, name: string, more: object = {}): BuiltState =>
  built
    .record('resource', name, {
      type: 'ResourceOfflinePending',
      data: { ...attempt, persist: false, ...more },
    })
    .record('resource', name, { type: 'ResourceOffline', data: { ...attempt, nodeRevision: 1 } });
const node = (built: BuiltState, event: NodeEvent): BuiltState => built.record('node', 'a', event);
const operation = idOf('operation') as never;
const crashed = (built: BuiltState): BuiltState =>
  node(built, { type: 'NodeCrashed', data: { operation } });
const stopped = (built: BuiltState): BuiltState =>
  node(built, { type: 'NodeStopped', data: { operation } });

const commandsOf = ({ clusterState }: BuiltState, now = 0): readonly unknown[] =>
  failover
    .next(clusterState, GROUP, { phase: 'following', now })
    .map(({ kind, id, operation: of, command }) => ({ kind, id, operation: of, ...command }));

describe('the resources of a lost node', () => {
  const lost = (id: string) => ({
    ...{ kind: 'resource', id, operation: CRASH, type: 'MarkResourceLost' },
    data: { operation: CRASH, epoch: 0, node: A, nodeRevision: 1 },
  });

  test('are lost, if they were not down', () => {
    expect(commandsOf(crashed(online()))).toEqual([lost(R), lost(S)]);
    expect(commandsOf(crashed(offline(online(), 'r')))).toEqual([lost(S)]);
    expect(commandsOf(crashed(two().pending('r', 'a')))).toEqual([lost(R)]);
  });

  test('are not lost by a stop, before which they went offline', () => {
    expect(stepsOf(failover, stopped(online()))).toEqual(['StartGroupMove g b failover']);
  });

  test('move after that, in the operation of the crash', () => {
    const built = crashed(offline(offline(online(), 'r'), 's'));
    expect(commandsOf(built)).toEqual([
      {
        ...{ kind: 'group', id: GROUP, operation: CRASH, type: 'StartGroupMove' },
        data: { operation: CRASH, to: B, after: 0, reason: 'failover' },
      },
    ]);
  });

  test('stay if no other node is there', () => {
    const alone = two({ a: 'Down' });
    expect(commandsOf(alone)).toEqual([]);
  });
});

describe('a group whose node is Down', () => {
  test('moves in an operation of its own, which is the same whenever it is asked', () => {
    const [move] = commandsOf(stopped(two())) as readonly { operation: string; data: object }[];
    expect(move?.data).toMatchObject({ to: B, after: 0, reason: 'failover' });
    expect(move?.operation).toMatch(/^[0-9a-f-]{36}$/);
    expect(commandsOf(stopped(two()), 99)).toEqual([move]);
  });

  test('moves to the next node after the last of the list', () => {
    const built = two({ a: 'Up', b: 'Down' }).moves('a', 'b', 'operator');
    expect(stepsOf(failover, built)).toEqual(['StartGroupMove g a failover']);
  });
});

describe('a resource that needs another one', () => {
  test('goes offline without it', () => {
    const built = offline(needs(online()), 'r', { stay: true });
    expect(commandsOf(built)).toMatchObject([
      {
        ...{ kind: 'group', id: GROUP, type: 'StartGroupOperation' },
        data: { kind: 'offline', resources: [S], persist: false, after: 0 },
      },
    ]);
  });

  test('stays online with it', () => {
    expect(commandsOf(needs(online()))).toEqual([]);
  });

  test('is not taken offline twice', () => {
    const built = offline(offline(needs(online()), 'r', { stay: true }), 's', { stay: true });
    expect(commandsOf(built)).toEqual([]);
  });
});

test.each<[string, BuiltState]>([
  ['online', two().pending('r', 'a')],
  [
    'offline',
    online().record('resource', 'r', {
      type: 'ResourceOfflinePending',
      data: { ...attempt, persist: false },
    }),
  ],
])('an attempt to go %s without an operation ends offline', (_, built) => {
  expect(commandsOf(built)).toMatchObject([
    { type: 'StartGroupOperation', data: { kind: 'offline', resources: [R], persist: false } },
  ]);
});

describe('a resource that should be online', () => {
  const resumed = (built: BuiltState): readonly string[] => stepsOf(failover, built);
  const started = (built: BuiltState, more: object = {}): BuiltState =>
    node(stopped(built), { type: 'NodeStarted', data: { operation, ...more } });
  const both = (): BuiltState => offline(offline(online(), 'r'), 's');

  test('comes online, with the others of its group', () => {
    expect(commandsOf(both())).toMatchObject([
      {
        ...{ kind: 'group', id: GROUP, type: 'StartGroupOperation' },
        data: { kind: 'online', resources: [R, S], persist: false, after: 0 },
      },
    ]);
    expect(resumed(offline(online(), 's'))).toEqual(['StartGroupOperation g online s']);
    expect(resumed(started(both()))).toEqual(['StartGroupOperation g online r+s']);
  });

  test.each<[string, BuiltState]>([
    ['it was told to stay', offline(online(), 'r', { stay: true })],
    ['it should be offline', offline(online(), 'r', { persist: true })],
    [
      'its node was started without the persistent state',
      started(both(), { ignorePersistentState: true }),
    ],
    ['its node is paused', node(both(), { type: 'NodePaused', data: { operation } })],
    ['it is online', online()],
  ])('stays as it is if %s', (_, built) => {
    expect(resumed(built)).toEqual([]);
  });

  test('does not come online without its provider', () => {
    const built = needs(offline(offline(online(), 's'), 'r', { persist: true }));
    expect(resumed(built)).toEqual([]);
  });
});

describe('a resource that has failed', () => {
  const failures = [0, 1, 2, 3];

  test('says in its failover when, where, and how often it may fail over', () => {
    const built = two().fails('r', 'a', ...failures);
    expect(commandsOf(built, 3)).toMatchObject([
      {
        type: 'StartGroupMove',
        data: {
          ...{ to: B, after: 0, reason: 'failover' },
          failover: { at: 3, limit: 1, nodeRevision: 0 },
        },
      },
    ]);
  });

  test('restarts only on a node that is up', () => {
    const built = node(two().fails('r', 'a', 0), { type: 'NodePaused', data: { operation } });
    expect([stepsOf(failover, built, 500), dueOf(failover, built, 0)]).toEqual([[], undefined]);
  });

  test('restarts with others whose restart is due', () => {
    const built = two().fails('r', 'a', 0).fails('s', 'a', 1);
    expect([stepsOf(failover, built, 500), dueOf(failover, built, 0)]).toEqual([
      ['StartGroupOperation g restart r'],
      500,
    ]);
    expect(stepsOf(failover, built, 501)).toEqual(['StartGroupOperation g restart r+s']);
    expect(dueOf(failover, built, 500)).toBe(501);
  });

  test('does not restart while its provider is down', () => {
    const built = needs(two()).fails('s', 'a', 0);
    expect(stepsOf(failover, built, 500)).toEqual([]);
  });
});

test('an operation has an id of its own for each kind and epoch', () => {
  const idIn = (built: BuiltState, now = 0): unknown =>
    (commandsOf(built, now) as readonly { operation: string }[])[0]?.operation;
  const ids = [
    idIn(offline(online(), 'r')),
    idIn(two().pending('r', 'a')),
    idIn(two().fails('r', 'a', 0), 500),
    idIn(stopped(two())),
    idIn(two().moves('a', 'b', 'operator').fails('r', 'b', 0), 500),
  ];
  expect(new Set(ids).size).toBe(5);
  expect(ids).not.toContain(undefined);
});

describe('a group is asked about', () => {
  const { clusterState } = online();
  const occurrence = { eventId: '', position: '0', operation: '', recordedAt: 0 };
  const asked = (kind: DomainEvent['kind'], id: string, type: string): readonly string[] => [
    ...failover.affected(
      { kind, id, revision: 9, occurrence, event: { type, data: {} } } as never,
      clusterState,
    ),
  ];

  test.each(['NodeOpened', 'NodeStarted', 'NodeResumed', 'DrainCompleted', 'NodePaused'])(
    'after %s of any node',
    (type) => {
      expect(asked('node', B, type)).toEqual([GROUP]);
    },
  );

  test.each(['NodeCrashed', 'NodeStopped'])('after %s of its own node', (type) => {
    expect(asked('node', A, type)).toEqual([GROUP]);
    expect(asked('node', B, type)).toEqual([]);
  });

  test('after its own events and those of its resources, and at a start', () => {
    expect(asked('group', GROUP, 'GroupConfigured')).toEqual([GROUP]);
    expect(asked('resource', R, 'ResourceFailed')).toEqual([GROUP]);
    expect(asked('node', A, 'RegistryChanged')).toEqual([]);
    expect(asked('cluster', 'c', 'NodeAdded')).toEqual([]);
    expect([...failover.all(clusterState)]).toEqual([GROUP]);
  });
});
