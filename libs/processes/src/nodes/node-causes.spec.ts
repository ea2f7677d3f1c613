import { describe, test } from '@jest/globals';

import { type GroupId } from '#domain';
import {
  ALL_UP,
  begun,
  ended,
  expectCauses,
  OPERATION,
  two,
  type Row,
  BuiltState,
  idOf,
} from '#testing/processes';

import { eviction } from './eviction.js';
import { nodeDrain } from './node-drain.js';

const draining = (built: BuiltState): BuiltState =>
  built.record('node', 'a', {
    type: 'DrainStarted',
    data: { operation: OPERATION, purpose: 'pause' },
  });

describe('a step of a drain', () => {
  const A = BuiltState.node('a');
  test.each<Row>([
    ['a move follows from the drain', draining(two()), ['StartGroupMove g < DrainStarted a 1'], A],
    [
      'a move follows from the end of an earlier operation',
      ended(draining(begun('online'))),
      ['StartGroupMove g < GroupOperationFailed g 4'],
      A,
    ],
    [
      'the drain ends with the move of its last group',
      draining(two()).moves('a', 'b', 'drain'),
      ['CompleteDrain a < GroupMoveCompleted g 5'],
      A,
    ],
    [
      'the drain of a node without groups ends at once',
      draining(new BuiltState(ALL_UP)),
      ['CompleteDrain a < DrainStarted a 1'],
      A,
    ],
  ])('%s', expectCauses(nodeDrain));
});

const leaving = (built: BuiltState): BuiltState =>
  built.record('node', 'b', { type: 'NodeEvictionStarted', data: { operation: OPERATION } });

const comes = (built: BuiltState): BuiltState => {
  const data = { group: idOf('h') as GroupId, name: 'h', owner: BuiltState.node('b') };
  return built.record('cluster', 'c', {
    type: 'GroupAdded',
    data: { ...data, preferredOwners: [] },
  });
};

const evicted = (built: BuiltState): BuiltState =>
  built.record('cluster', 'c', { type: 'NodeEvicted', data: { node: BuiltState.node('b') } });

describe('a step of an eviction', () => {
  const nodes = { a: 'Up', b: 'Down' } as const;
  test.each<Row>([
    [
      'the node leaves after the request',
      leaving(new BuiltState(nodes)),
      ['EvictNode c < NodeEvictionStarted b 2'],
      'evicted',
    ],
    [
      'the node stays because a group came',
      comes(leaving(new BuiltState(nodes))),
      ['AbandonEviction b < GroupAdded c 3'],
      'evicted',
    ],
    [
      'the lists of owners follow from the eviction',
      evicted(
        new BuiltState(nodes)
          .group('a', ['b'])
          .member('r', { possibleOwners: [BuiltState.node('b')] }),
      ),
      ['RemovePreferredOwner g < NodeEvicted c 5', 'RemovePossibleOwner r < NodeEvicted c 5'],
      'evicted',
    ],
  ])('%s', expectCauses(eviction));
});
