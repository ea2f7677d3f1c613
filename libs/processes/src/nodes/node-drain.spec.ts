import { expect, test } from '@jest/globals';

import { type OpenDrain } from '#domain';
import { idOf, stepsOf, ToldState, type NodeIs } from '#testing/processes';

import { nodeDrain } from './node-drain.js';

type More = Partial<Omit<OpenDrain, 'operation'>>;

/** A group on `a` with `r`, which is online unless it is said otherwise; `a` is drained. */
const drained = (
  others: Readonly<Record<string, NodeIs>>,
  more: More = {},
  prepare: (told: ToldState) => ToldState = (told) =>
    told.pending('r', 'a', { persist: true }).online('r', 'a'),
): ToldState => {
  const told = prepare(new ToldState({ a: 'Up', ...others }).group('a').member('r'));
  const data = { operation: idOf('drain') as never, purpose: 'pause', ...more } as const;
  return told.tell('node', 'a', { type: 'DrainStarted', data });
};

const offline = (told: ToldState): ToldState => told;
const only = (name: string) => (told: ToldState) =>
  told
    .pending('r', 'a', { persist: true })
    .online('r', 'a')
    .tell('resource', 'r', {
      type: 'ResourceConfigured',
      data: { possibleOwners: [ToldState.node(name)] },
    });

const MOVES = ['StartGroupMove g b drain'];
const STOPS = ['StartGroupOperation g offline r'];
const DONE = ['CompleteDrain a Completed'];
const LEFT = ['CompleteDrain a no other node can take g Failed'];

test.each<[string, ToldState, readonly string[]]>([
  ['to the first node that can take it', drained({ b: 'Up', c: 'Up' }), MOVES],
  [
    'to the node that is named',
    drained({ c: 'Up', b: 'Up' }, { target: ToldState.node('b') }),
    MOVES,
  ],
  [
    'not to a named node that went down',
    drained({ b: 'Up', c: 'Down' }, { target: ToldState.node('c') }),
    MOVES,
  ],
  ['what is offline moves, too', drained({ b: 'Up' }, {}, offline), MOVES],
  ['stays where no node can take it', drained({ b: 'Down' }), LEFT],
  ['waits for one where the drain is retried', drained({ b: 'Down' }, { retry: true }), []],
  ['is stopped where the drain is forced', drained({ b: 'Down' }, { force: true }), STOPS],
  ['is stopped before the node stops', drained({ b: 'Down' }, { purpose: 'stop' }), STOPS],
  ['what is offline may stay', drained({ b: 'Down' }, {}, offline), DONE],
  ['stays where only its node may run it', drained({ b: 'Up' }, {}, only('a')), LEFT],
  [
    'a forced drain moves that all the same',
    drained({ b: 'Up' }, { force: true }, only('a')),
    MOVES,
  ],
  ['a stop moves that all the same', drained({ b: 'Up' }, { purpose: 'stop' }, only('a')), MOVES],
  ['never to a paused node', drained({ b: 'Paused' }, { purpose: 'stop' }), STOPS],
  ['is over when the group has left', drained({ b: 'Up' }).moves('a', 'b', 'drain'), DONE],
])('a group on a node that is drained %s', (_, told, steps) => {
  expect(stepsOf(nodeDrain, told, 0, ToldState.node('a'))).toEqual(steps);
});

test('a node that is not drained has nothing to do', () => {
  expect(stepsOf(nodeDrain, new ToldState({ a: 'Up' }).group('a'), 0, ToldState.node('a'))).toEqual(
    [],
  );
});
