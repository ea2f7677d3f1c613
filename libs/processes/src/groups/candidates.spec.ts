import { describe, expect, test } from '@jest/globals';

import { type DataOf, type GroupEvent, type NodeId } from '#domain';
import { movePlacement } from '#processes';
import { BuiltState } from '#testing/processes';

type Move = DataOf<GroupEvent, 'GroupMoveStarted'>;

const node = (name: string): NodeId => BuiltState.node(name);
const nameOf = (id: NodeId): string => ['a', 'b', 'c', 'd'].find((name) => node(name) === id) ?? id;

const moveTo = (to: string, more: Partial<Move> = {}): Move => ({
  operation: 'next' as never,
  from: node('a'),
  to: node(to),
  epoch: 9,
  ...more,
});

/** The verdicts in a few words, such as `b taken host`. */
const verdicts = ({ clusterState }: BuiltState, move: Move, isCounted = false): readonly string[] =>
  (
    movePlacement(clusterState, { group: BuiltState.GROUP, move, isCounted })?.candidates() ?? []
  ).map(({ node: id, verdict }) =>
    [
      nameOf(id),
      verdict.is,
      ...('as' in verdict ? [verdict.as] : []),
      ...('hasFailed' in verdict && verdict.hasFailed ? ['again'] : []),
      ...('resource' in verdict ? ['resource'] : []),
    ].join(' '),
  );

const UP = { a: 'Up', b: 'Up', c: 'Up', d: 'Up' } as const;
const started = (built: BuiltState, to: string, more: Partial<Move> = {}): BuiltState =>
  built.record('group', 'g', {
    type: 'GroupMoveStarted',
    data: moveTo(to, { operation: 'this' as never, ...more }),
  });

describe('every node has a verdict', () => {
  test.each<[string, BuiltState, Move, readonly string[]]>([
    [
      'of a move to a named node',
      new BuiltState({ ...UP, b: 'Down', d: 'Paused' }).group('a'),
      moveTo('c', { reason: 'operator', isNamed: true }),
      ['a owner', 'b down', 'c taken named', 'd paused'],
    ],
    [
      'of a move to the best node',
      new BuiltState({ ...UP, b: 'draining' }).group('a', ['d']),
      moveTo('d', { reason: 'operator', isNamed: false }),
      ['a owner', 'b draining', 'c later', 'd taken host'],
    ],
    [
      'of a counted failover',
      new BuiltState(UP)
        .group('b')
        .member('r', { possibleOwners: [node('a'), node('b'), node('d')] }),
      moveTo('d', { reason: 'failover' }),
      ['a later', 'b owner', 'c not-possible resource', 'd taken host'],
    ],
    [
      'of a failover after a crash, with no node that could host the group',
      new BuiltState({ ...UP, a: 'crashed', b: 'Paused' })
        .group('a')
        .member('r', { possibleOwners: [node('a')] }),
      moveTo('c', { reason: 'failover' }),
      ['a owner', 'b paused', 'c taken up', 'd not-possible resource'],
    ],
    [
      'of a move that turns to another node, because its destination is lost',
      started(new BuiltState({ ...UP, b: 'crashed' }).group('a'), 'b'),
      moveTo('c', { operation: 'this' as never }),
      ['a owner', 'b crashed', 'c taken host', 'd later'],
    ],
    [
      'of a move that turns back, because not all resources came online',
      started(new BuiltState(UP).group('a'), 'b', { returnOnError: true }),
      moveTo('a', { operation: 'this' as never }),
      ['a taken source', 'b later', 'c later', 'd later'],
    ],
    [
      'of a move that was decided on an earlier state',
      new BuiltState({ ...UP, b: 'Down' }).group('a'),
      moveTo('b', { reason: 'failover' }),
      ['a owner', 'b taken earlier', 'c later', 'd later'],
    ],
  ])('%s', (title, built, move, wanted) => {
    const isCounted = title.includes('counted');
    expect(verdicts(built, move, isCounted)).toEqual(wanted);
  });
});
