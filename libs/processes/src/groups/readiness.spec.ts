import { expect, test } from '@jest/globals';

import { type Dependency, type OperationId, type ResourceId } from '#domain';
import { BuiltState, idOf } from '#testing/processes';

import { ReadinessTable, type Readiness } from './readiness.js';

const { node, resource } = BuiltState;
const [S, T] = [resource('s'), resource('t')];
const OPERATION = { id: idOf('attempt 0') as OperationId, epoch: 0 };

/** Three members of a group on `a`, all offline; `r` has a dependency. */
const members = (expression?: Dependency): BuiltState => {
  const built = new BuiltState({ a: 'Up', b: 'Up' }).group('a').member('r').member('s').member('t');
  if (expression === undefined) return built;
  const data = { resource: resource('r'), expression };
  return built.record('group', 'g', { type: 'DependencyExpressionSet', data });
};

const online = (built: BuiltState, ...names: readonly string[]): BuiltState => {
  for (const name of names) built.pending(name, 'a', { persist: true }).online(name, 'a');
  return built;
};

/** `r` may run on this node alone. */
const possible = (built: BuiltState, owner: string): BuiltState =>
  built.record('resource', 'r', {
    type: 'ResourceConfigured',
    data: { possibleOwners: [node(owner)] },
  });

const readinessIn = ({ clusterState }: BuiltState, among: readonly string[]): Readiness => {
  const group = clusterState.openGroup(BuiltState.GROUP);
  if (group === undefined) throw new Error('the group is not open');
  const wanted = new Set<ResourceId>(among.map(resource));
  const bringing = { among: wanted, operation: OPERATION };
  return new ReadinessTable(clusterState, group, bringing).of(resource('r'));
};

const ALL = ['r', 's', 't'];
const ON_ANY = { any: [S, T] };
const ON_BOTH = { all: [S, T] };

test.each<[string, BuiltState, readonly string[], Readiness]>([
  ['is online', online(members(), 'r'), ALL, 'online'],
  ['is online, and nobody wants it', online(members(), 'r'), [], 'online'],
  ['has no dependency', members(), ALL, 'ready'],
  ['is not wanted', members(), ['s', 't'], 'stuck'],
  ['is on its way in this operation', members().pending('r', 'a'), ALL, 'going'],
  [
    'is on its way in another operation',
    members().moves('b', 'a', 'operator').pending('r', 'a'),
    ALL,
    'ready',
  ],
  ['may not run on this node', possible(members(), 'b'), ALL, 'stuck'],
  ['may run on this node', possible(members(), 'a'), ALL, 'ready'],
  ['failed in this operation', members().fails('r', 'a', 0), ALL, 'stuck'],
  ['needs one that is to come online', members(S), ALL, 'waiting'],
  ['needs one that is on its way', members(S).pending('s', 'a'), ALL, 'waiting'],
  ['needs one that is online', online(members(S), 's'), ALL, 'ready'],
  ['needs one that is not wanted', members(S), ['r'], 'stuck'],
  ['needs one that failed', members(S).fails('s', 'a', 0), ALL, 'stuck'],
  ['needs any of two, and one is online', online(members(ON_ANY), 's'), ['r'], 'ready'],
  ['needs any of two, and one is to come', members(ON_ANY), ['r', 't'], 'waiting'],
  ['needs any of two, and neither comes', members(ON_ANY), ['r'], 'stuck'],
  ['needs both, and both are online', online(members(ON_BOTH), 's', 't'), ['r'], 'ready'],
  ['needs both, and one does not come', online(members(ON_BOTH), 's'), ['r'], 'stuck'],
  ['needs both, and one is to come', online(members(ON_BOTH), 's'), ALL, 'waiting'],
])('a resource that %s', (_, built, among, readiness) => {
  expect(readinessIn(built, among)).toBe(readiness);
});

test('a resource that is no member is stuck', () => {
  expect(readinessIn(new BuiltState({ a: 'Up' }).group('a'), ALL)).toBe('stuck');
});
