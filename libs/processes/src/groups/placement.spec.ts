import { describe, expect, test } from '@jest/globals';

import { type GroupId, type NodeId, type OpenGroup } from '#domain';
import { BuiltState, type NodeIs } from '#testing/processes';

import { bestNode, canHost, fallbackNode, hostObstacles, nextNodes } from './placement.js';

const NAMES = ['a', 'b', 'c', 'd'] as const;
const GROUP: GroupId = BuiltState.GROUP;

const nameOf = (id: NodeId | undefined): string | undefined =>
  NAMES.find((name) => BuiltState.node(name) === id);

const nodes = (b: NodeIs, c: NodeIs, d: NodeIs): Readonly<Record<string, NodeIs>> => ({
  a: 'Up',
  b,
  c,
  d,
});

const UP = nodes('Up', 'Up', 'Up');
const node = (name: string): NodeId => BuiltState.node(name);

describe('given these nodes and this list, a group goes', () => {
  test.each<[string, BuiltState, string | undefined, readonly string[], string | undefined]>([
    ['from the first one', new BuiltState(UP).group('a'), 'b', ['b', 'c', 'd'], 'b'],
    ['from the second one', new BuiltState(UP).group('b'), 'a', ['c', 'd', 'a'], 'c'],
    ['from the last one', new BuiltState(UP).group('d'), 'a', ['a', 'b', 'c'], 'a'],
    [
      'from a preferred owner in the middle',
      new BuiltState(UP).group('a', ['d', 'a', 'c']),
      'd',
      ['c', 'b', 'd'],
      'c',
    ],
    [
      'from none of the preferred owners',
      new BuiltState(UP).group('b', ['d', 'a']),
      'd',
      ['c', 'd', 'a'],
      'c',
    ],
    [
      'past nodes that are down, paused or on their way down',
      new BuiltState(nodes('Down', 'Paused', 'draining')).group('a'),
      undefined,
      [],
      'c',
    ],
    [
      'past a node that is no possible owner of one of its resources',
      new BuiltState(UP).group('a').member('r', { possibleOwners: [node('a'), node('c')] }),
      'c',
      ['c'],
      'c',
    ],
    [
      'to a node that could not host the whole group, if none could',
      new BuiltState(UP).group('b').member('r', { possibleOwners: [node('b')] }),
      undefined,
      [],
      'c',
    ],
    [
      'to a paused node if no other is up, the next one in the list',
      new BuiltState(nodes('Up', 'Down', 'Paused')).group('b').record('node', 'a', {
        type: 'NodePaused',
        data: { operation: 'x' as never },
      }),
      undefined,
      [],
      'd',
    ],
    ['nowhere', new BuiltState({ a: 'Up' }).group('a'), undefined, [], undefined],
  ])('%s', (_, { clusterState }, best, next, refuge) => {
    const group = clusterState.group(GROUP) as OpenGroup;
    expect({
      best: nameOf(bestNode(clusterState, GROUP)),
      next: nextNodes(clusterState, group).map(nameOf),
      refuge: nameOf(fallbackNode(clusterState, GROUP)),
    }).toEqual({ best, next, refuge });
  });

  test.each<[NodeIs, boolean]>([
    ['Up', true],
    ['Down', false],
    ['Paused', false],
    ['draining', false],
    ['crashed', false],
  ])('a node that is %s can host: %s', (is, can) => {
    expect(canHost(new BuiltState({ a: is }).clusterState, node('a'))).toBe(can);
  });

  test('an evicted node hosts nothing', () => {
    const built = new BuiltState({ a: 'Up' });
    built.record('cluster', 'c', { type: 'NodeEvicted', data: { node: node('a') } });
    expect(canHost(built.clusterState, node('a'))).toBe(false);
  });
});

describe('the obstacles of a node are', () => {
  const owned = { possibleOwners: [node('b')] };
  const [first, second] = [BuiltState.resource('r'), BuiltState.resource('s')];
  const built = (is: NodeIs): BuiltState =>
    new BuiltState({ a: is, b: 'Up' })
      .group('b')
      .member('r', owned)
      .member('s', owned)
      .member('free');

  test.each<[string, NodeIs, string, readonly object[]]>([
    ['none on a node that every member may have', 'Up', 'b', []],
    [
      'every member that may not be there',
      'Up',
      'a',
      [
        { is: 'not-possible', resource: first },
        { is: 'not-possible', resource: second },
      ],
    ],
    [
      'its own state first',
      'crashed',
      'a',
      [
        { is: 'crashed' },
        { is: 'not-possible', resource: first },
        { is: 'not-possible', resource: second },
      ],
    ],
  ])('%s', (_, is, name, wanted) => {
    const { clusterState } = built(is);
    const group = clusterState.group(GROUP) as OpenGroup;
    expect(hostObstacles(clusterState, group, node(name))).toEqual(wanted);
  });
});
