import { expect, test } from '@jest/globals';

import { type OpenDrain } from '#domain';
import { idOf, stepsOf, BuiltState, type NodeIs } from '#testing/processes';

import { nodeDrain } from './node-drain.js';

type More = Partial<Omit<OpenDrain, 'operation'>>;

/** A group on `a` with `r`, online by default; `a` is being drained. */
const drained = (
  others: Readonly<Record<string, NodeIs>>,
  more: More = {},
  prepare: (built: BuiltState) => BuiltState = (built) =>
    built.pending('r', 'a', { persist: true }).online('r', 'a'),
): BuiltState => {
  const built = prepare(new BuiltState({ a: 'Up', ...others }).group('a').member('r'));
  const data = { operation: idOf('drain') as never, purpose: 'pause', ...more } as const;
  return built.record('node', 'a', { type: 'DrainStarted', data });
};

const offline = (built: BuiltState): BuiltState => built;
const only = (name: string) => (built: BuiltState) =>
  built
    .pending('r', 'a', { persist: true })
    .online('r', 'a')
    .record('resource', 'r', {
      type: 'ResourceConfigured',
      data: { possibleOwners: [BuiltState.node(name)] },
    });

const MOVE = {
  operation: idOf('drain') as never,
  from: BuiltState.node('a'),
  to: BuiltState.node('b'),
  epoch: 1,
};

/** Another operation of the group is under way. */
const busy = (built: BuiltState): BuiltState =>
  built.record('group', 'g', {
    type: 'GroupMoveStarted',
    data: { ...MOVE, operation: idOf('busy') as never },
  });

/** The drain has moved the group, which is not online on `b` yet. */
const arriving = (built: BuiltState, from = 'a'): BuiltState => {
  const data = { ...MOVE, from: BuiltState.node(from) };
  return built
    .record('group', 'g', { type: 'GroupMoveStarted', data })
    .record('group', 'g', { type: 'GroupOwnerChanged', data });
};

/** A second group on `a` with a resource that is online. */
const another = (built: BuiltState): BuiltState => {
  const [h, s] = [idOf('h') as typeof BuiltState.GROUP, BuiltState.resource('s')];
  const opened = { owner: BuiltState.node('a'), preferredOwners: [] };
  const added = { type: 'x', group: h };
  return built
    .record('cluster', 'c', { type: 'GroupAdded', data: { group: h, name: 'h', ...opened } })
    .record('group', 'h', { type: 'GroupOpened', data: opened })
    .record('cluster', 'c', { type: 'ResourceAdded', data: { resource: s, name: 's', ...added } })
    .record('resource', 's', { type: 'ResourceOpened', data: added })
    .record('group', 'h', { type: 'GroupMemberAdded', data: { resource: s } })
    .pending('s', 'a', { persist: true })
    .online('s', 'a');
};

const MOVES = ['StartGroupMove g b drain'];
const STOPS = ['StartGroupOperation g offline r'];
const DONE = ['CompleteDrain a Completed'];
const LEFT = ['CompleteDrain a no other node can take g Failed'];

test.each<[string, BuiltState, readonly string[]]>([
  ['to the first node that can take it', drained({ b: 'Up', c: 'Up' }), MOVES],
  ['to the named node', drained({ c: 'Up', b: 'Up' }, { target: BuiltState.node('b') }), MOVES],
  [
    'not to a named node that went down',
    drained({ b: 'Up', c: 'Down' }, { target: BuiltState.node('c') }),
    MOVES,
  ],
  ['an offline group moves, too', drained({ b: 'Up' }, {}, offline), MOVES],
  ['stays if no node can take it', drained({ b: 'Down' }), LEFT],
  ['waits for a node if the drain is retried', drained({ b: 'Down' }, { retry: true }), []],
  ['is stopped if the drain is forced', drained({ b: 'Down' }, { force: true }), STOPS],
  ['is stopped before the node stops', drained({ b: 'Down' }, { purpose: 'stop' }), STOPS],
  ['an offline group may stay', drained({ b: 'Down' }, {}, offline), DONE],
  ['stays if only its node may run it', drained({ b: 'Up' }, {}, only('a')), LEFT],
  [
    'a forced drain moves that group all the same',
    drained({ b: 'Up' }, { force: true }, only('a')),
    MOVES,
  ],
  [
    'a stop moves that group all the same',
    drained({ b: 'Up' }, { purpose: 'stop' }, only('a')),
    MOVES,
  ],
  ['never to a paused node', drained({ b: 'Paused' }, { purpose: 'stop' }), STOPS],
  [
    'a failed resource keeps no group',
    drained({ b: 'Down' }, {}, (built) => built.fails('r', 'a', 0)),
    DONE,
  ],
  ['is waited for while it is busy', busy(drained({ b: 'Up' })), []],
  ['is waited for until it is online elsewhere', arriving(drained({ b: 'Up' })), []],
  [
    'is none of its own if it leaves another node in the same operation',
    arriving(drained({ b: 'Up', c: 'Up' }), 'c'),
    DONE,
  ],
  [
    'is none of its own',
    drained({ b: 'Up' }, {}, (built) => built.moves('a', 'b', 'operator')),
    DONE,
  ],
  ['is complete when the group has left', drained({ b: 'Up' }).moves('a', 'b', 'drain'), DONE],
])('a group on a node that is drained %s', (_, built, steps) => {
  expect(stepsOf(nodeDrain, built, 0, BuiltState.node('a'))).toEqual(steps);
});

test('a node that is not being drained has no steps', () => {
  expect(
    stepsOf(nodeDrain, new BuiltState({ a: 'Up' }).group('a'), 0, BuiltState.node('a')),
  ).toEqual([]);
});

test.each<[string, BuiltState, readonly string[]]>([
  [
    'all move',
    drained({ b: 'Up' }, {}, (built) => another(only('a')(built).online('r', 'a'))),
    ['StartGroupMove h b drain'],
  ],
  [
    'those that stay are named',
    drained({ b: 'Down' }, {}, (built) => another(only('a')(built))),
    ['CompleteDrain a no other node can take g, h Failed'],
  ],
])('of several groups on a node that is drained, %s', (_, built, steps) => {
  expect(stepsOf(nodeDrain, built, 0, BuiltState.node('a'))).toEqual(steps);
});

test.each<[string, BuiltState, object]>([
  [
    'moves a group in its operation, unless the group has changed since',
    drained({ b: 'Up' }),
    {
      kind: 'group',
      id: BuiltState.GROUP,
      operation: MOVE.operation,
      command: {
        type: 'StartGroupMove',
        data: { operation: MOVE.operation, to: MOVE.to, reason: 'drain', after: 0 },
      },
    },
  ],
  [
    'stops a group and keeps the persistent state of its resources',
    drained({ b: 'Down' }, { force: true }),
    {
      kind: 'group',
      id: BuiltState.GROUP,
      operation: MOVE.operation,
      command: {
        type: 'StartGroupOperation',
        data: {
          operation: MOVE.operation,
          kind: 'offline',
          resources: [BuiltState.resource('r')],
          persist: false,
          after: 0,
        },
      },
    },
  ],
  [
    'is completed on its node',
    drained({ b: 'Up' }).moves('a', 'b', 'drain'),
    {
      kind: 'node',
      id: BuiltState.node('a'),
      operation: MOVE.operation,
      command: {
        type: 'CompleteDrain',
        data: { operation: MOVE.operation, status: 'Completed' },
      },
    },
  ],
])('a drain %s', (_, built, step) => {
  const moment = { phase: 'following', now: 0 } as const;
  expect(nodeDrain.next(built.clusterState, BuiltState.node('a'), moment)).toMatchObject([step]);
});

test('a node that is none has no steps', () => {
  expect(stepsOf(nodeDrain, new BuiltState({}), 0, BuiltState.node('a'))).toEqual([]);
});
