import { describe, expect, test } from '@jest/globals';

import { type GroupId, type NodeId, type OpenGroup } from '#domain';
import { ToldWorld, type NodeIs } from '#testing/processes';

import { bestNode, canHost, nextNodes, refugeOf } from './placement.js';

const NAMES = ['a', 'b', 'c', 'd'] as const;
const GROUP: GroupId = ToldWorld.GROUP;

const nameOf = (id: NodeId | undefined): string | undefined =>
  NAMES.find((name) => ToldWorld.node(name) === id);

const nodes = (b: NodeIs, c: NodeIs, d: NodeIs): Readonly<Record<string, NodeIs>> => ({
  a: 'Up',
  b,
  c,
  d,
});

const UP = nodes('Up', 'Up', 'Up');
const node = (name: string): NodeId => ToldWorld.node(name);

describe('given these nodes and this list, a group goes', () => {
  test.each<[string, ToldWorld, string | undefined, readonly string[], string | undefined]>([
    ['from the first one', new ToldWorld(UP).group('a'), 'b', ['b', 'c', 'd'], 'b'],
    ['from the second one', new ToldWorld(UP).group('b'), 'a', ['c', 'd', 'a'], 'c'],
    ['from the last one', new ToldWorld(UP).group('d'), 'a', ['a', 'b', 'c'], 'a'],
    [
      'from a preferred owner in the middle',
      new ToldWorld(UP).group('a', ['d', 'a', 'c']),
      'd',
      ['c', 'b', 'd'],
      'c',
    ],
    [
      'from none of the preferred owners',
      new ToldWorld(UP).group('b', ['d', 'a']),
      'd',
      ['c', 'd', 'a'],
      'c',
    ],
    [
      'past nodes that are down, paused or on their way down',
      new ToldWorld(nodes('Down', 'Paused', 'draining')).group('a'),
      undefined,
      [],
      'c',
    ],
    [
      'past a node that is no possible owner of one of its resources',
      new ToldWorld(UP).group('a').member('r', { possibleOwners: [node('a'), node('c')] }),
      'c',
      ['c'],
      'c',
    ],
    [
      'to a node that could not host all of it, where none could',
      new ToldWorld(UP).group('b').member('r', { possibleOwners: [node('b')] }),
      undefined,
      [],
      'c',
    ],
    [
      'to a paused node where no other is up, the next one of them',
      new ToldWorld(nodes('Up', 'Down', 'Paused')).group('b').tell('node', 'a', {
        type: 'NodePaused',
        data: { operation: 'x' as never },
      }),
      undefined,
      [],
      'd',
    ],
    ['nowhere', new ToldWorld({ a: 'Up' }).group('a'), undefined, [], undefined],
  ])('%s', (_, { world }, best, next, refuge) => {
    const group = world.group(GROUP) as OpenGroup;
    expect({
      best: nameOf(bestNode(world, GROUP)),
      next: nextNodes(world, group).map(nameOf),
      refuge: nameOf(refugeOf(world, GROUP)),
    }).toEqual({ best, next, refuge });
  });

  test.each<[NodeIs, boolean]>([
    ['Up', true],
    ['Down', false],
    ['Paused', false],
    ['draining', false],
    ['crashed', false],
  ])('a node that is %s can host: %s', (is, can) => {
    expect(canHost(new ToldWorld({ a: is }).world, node('a'))).toBe(can);
  });

  test('an evicted node hosts nothing', () => {
    const told = new ToldWorld({ a: 'Up' });
    told.tell('cluster', 'c', { type: 'NodeEvicted', data: { node: node('a') } });
    expect(canHost(told.world, node('a'))).toBe(false);
  });
});
