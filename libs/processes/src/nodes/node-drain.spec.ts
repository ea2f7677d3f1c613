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
  ['is complete when the group has left', drained({ b: 'Up' }).moves('a', 'b', 'drain'), DONE],
])('a group on a node that is drained %s', (_, built, steps) => {
  expect(stepsOf(nodeDrain, built, 0, BuiltState.node('a'))).toEqual(steps);
});

test('a node that is not being drained has no steps', () => {
  expect(
    stepsOf(nodeDrain, new BuiltState({ a: 'Up' }).group('a'), 0, BuiltState.node('a')),
  ).toEqual([]);
});
