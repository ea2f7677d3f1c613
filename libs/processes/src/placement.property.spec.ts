import { expect, test } from '@jest/globals';

import { World, type Fact, type NodeId } from '#domain';
import { bestNode, refugeOf } from '#processes';
import { idOf, seeded } from '#testing/processes';

type Machine = Readonly<{ name: string; is: 'Up' | 'Down' | 'Paused' | 'draining' }>;

/** A cluster as plain words. */
type Plan = Readonly<{
  machines: readonly Machine[];
  owner: string;
  preferred: readonly string[];
  /** For each resource the nodes it may run on; null for all. */
  possible: readonly (readonly string[] | null)[];
}>;

/** Domain facts, M21: active nodes, among the possible owners of all, in the preferred order. */
const reference = ({ machines, owner, preferred, possible }: Plan): string | null => {
  const others = machines.map(({ name }) => name).filter((name) => !preferred.includes(name));
  const active = new Set(machines.flatMap(({ name, is }) => (is === 'Up' ? [name] : [])));
  const found = [...preferred, ...others]
    .filter((name) => name !== owner && active.has(name))
    .find((name) => !possible.some((names) => names !== null && !names.includes(name)));
  return found ?? null;
};

/** Domain facts, C22 and C24: where no such node is left, any that is up, then a paused one. */
const lastResort = (plan: Plan): string | null => {
  const best = reference(plan);
  if (best !== null) return best;
  const anywhere = reference({ ...plan, possible: [] });
  if (anywhere !== null) return anywhere;
  const machines = plan.machines.map(({ name, is }): Machine => ({
    name,
    is: is === 'Paused' ? 'Up' : 'Down',
  }));
  return reference({ ...plan, machines, possible: [] });
};

const never = (): never => {
  throw new Error('there are none');
};

const planOf = (random: () => number): Plan => {
  const pick = <Item>(items: readonly Item[]): Item =>
    items.at(Math.floor(random() * items.length)) ?? never();
  const some = (items: readonly string[]): readonly string[] =>
    items.filter(() => random() < 0.5).sort(() => random() - 0.5);
  const names = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, index) => `n${index}`);
  return {
    machines: names.map((name) => ({ name, is: pick(['Up', 'Up', 'Down', 'Paused', 'draining']) })),
    owner: pick(names),
    preferred: some(names),
    possible: Array.from({ length: Math.floor(random() * 4) }, () =>
      random() < 0.4 ? null : some(names),
    ),
  };
};

const id = (name: string): NodeId => idOf(name) as NodeId;

const worldOf = ({ machines, owner, preferred, possible }: Plan): World => {
  const world = new World();
  const revisions = new Map<string, number>();
  const tell = (kind: Fact['kind'], of: string, event: object): void => {
    const revision = (revisions.get(of) ?? -1) + 1;
    revisions.set(of, revision);
    world.apply({ kind, id: of, revision, event } as Fact);
  };
  tell('cluster', 'c', { type: 'ClusterFormed', data: { name: 'c', logId: '' } });
  for (const { name, is } of machines) {
    const operation = idOf('operation');
    tell('cluster', 'c', { type: 'NodeAdded', data: { node: id(name), name } });
    tell('node', id(name), { type: 'NodeOpened', data: { name } });
    if (is === 'Down') tell('node', id(name), { type: 'NodeStopped', data: { operation } });
    if (is === 'Paused') tell('node', id(name), { type: 'NodePaused', data: { operation } });
    if (is === 'draining')
      tell('node', id(name), { type: 'DrainStarted', data: { operation, purpose: 'stop' } });
  }
  const group = idOf('group');
  tell('group', group, {
    type: 'GroupOpened',
    data: { owner: id(owner), preferredOwners: preferred.map(id) },
  });
  possible.forEach((names, index) => {
    const resource = idOf(`resource ${index}`);
    const properties = { possibleOwners: names?.map(id) ?? null };
    tell('resource', resource, { type: 'ResourceOpened', data: { type: 'x', group, properties } });
    tell('group', group, { type: 'GroupMemberAdded', data: { resource } });
  });
  return world;
};

test('10,000 clusters place a group as the facts say', () => {
  const random = seeded(7);
  const found = new Set<string | null>();
  for (let count = 0; count < 10_000; count += 1) {
    const plan = planOf(random);
    const world = worldOf(plan);
    const name = (node: NodeId | undefined): string | null =>
      plan.machines.find((machine) => id(machine.name) === node)?.name ?? null;
    const group = idOf('group') as never;
    const placed = { best: name(bestNode(world, group)), refuge: name(refugeOf(world, group)) };
    expect({ plan, ...placed }).toEqual({
      plan,
      best: reference(plan),
      refuge: lastResort(plan),
    });
    found.add(placed.best);
  }
  expect(found.size).toBeGreaterThan(4);
});
