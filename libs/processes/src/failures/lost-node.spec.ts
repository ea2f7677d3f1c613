import { expect, test } from '@jest/globals';

import { BuiltState, idOf, type NodeIs } from '#testing/processes';

import { failover } from './failover.js';

const { GROUP } = BuiltState;
const [A, B] = [BuiltState.node('a'), BuiltState.node('b')];
const CRASH = idOf('operation');
const operation = CRASH as never;

const two = (nodes: Readonly<Record<string, NodeIs>> = { a: 'Up', b: 'Up' }): BuiltState =>
  new BuiltState(nodes).group('a').member('r').member('s');
const crashed = (built: BuiltState): BuiltState =>
  built.record('node', 'a', { type: 'NodeCrashed', data: { operation } });

const movesOf = ({ clusterState }: BuiltState, now = 0): readonly unknown[] =>
  failover
    .next(clusterState, GROUP, { phase: 'following', now })
    .map(({ operation: of, command: { type } }) => ({ operation: of, type }));

const started = { type: 'NodeStarted', data: { operation } } as const;
const moveFailed = (of: string): BuiltState =>
  crashed(two())
    .record('group', 'g', {
      type: 'GroupMoveStarted',
      data: { operation: of as never, from: A, to: B, epoch: 1, reason: 'failover' },
    })
    .record('group', 'g', {
      type: 'GroupMoveFailed',
      data: { operation: of as never, epoch: 1, reason: 'held' },
    });

test.each<[string, BuiltState]>([
  ['if the group came to the node after its crash', two({ a: 'crashed', b: 'Up' })],
  ['once another node is back', crashed(two({ a: 'Up', b: 'Down' })).record('node', 'b', started)],
  [
    'once another node may host them',
    crashed(two()).record('resource', 'r', {
      type: 'ResourceConfigured',
      data: { possibleOwners: [A, B] },
    }),
  ],
  ['after a move that failed in the operation of the crash', moveFailed(CRASH)],
])('a group that leaves a lost node has an operation of its own %s', (_, built) => {
  const [move] = movesOf(built) as readonly { operation: string; type: string }[];
  expect(move?.type).toBe('StartGroupMove');
  expect(move?.operation).not.toBe(CRASH);
  expect(movesOf(built, 99)).toEqual([move]);
});

test('a group that leaves a lost node has the operation of the crash after another operation that the crash ended', () => {
  const [move] = movesOf(moveFailed(idOf('move'))) as readonly { operation: string }[];
  expect(move?.operation).toBe(CRASH);
});
