import { expect, test } from '@jest/globals';

import { type NodeId, type ClusterState } from '#domain';
import { bestNode, fallbackNode } from '#processes';
import { seeded, BuiltState } from '#testing/processes';

type Machine = Readonly<{ name: string; is: 'Up' | 'Down' | 'Paused' | 'draining' }>;

/** A cluster in plain words. */
type Plan = Readonly<{
  machines: readonly Machine[];
  owner: string;
  preferred: readonly string[];
  /** The possible owners of each resource; null for all nodes. */
  possible: readonly (readonly string[] | null)[];
}>;

/**
 * Domain facts, M21: the first active node, in the preferred order, among the possible owners of
 * all resources.
 */
const reference = ({ machines, owner, preferred, possible }: Plan): string | null => {
  const others = machines.map(({ name }) => name).filter((name) => !preferred.includes(name));
  const active = new Set(machines.flatMap(({ name, is }) => (is === 'Up' ? [name] : [])));
  const found = [...preferred, ...others]
    .filter((name) => name !== owner && active.has(name))
    .find((name) => !possible.some((names) => names !== null && !names.includes(name)));
  return found ?? null;
};

/** KB 299631: after a failure, the same search from the present node down the list, and around. */
const next = (plan: Plan): string | null => {
  const { machines, owner, preferred } = plan;
  const others = machines.map(({ name }) => name).filter((name) => !preferred.includes(name));
  const round = [...preferred, ...others];
  while (round[0] !== owner) round.push(round.shift() ?? owner);
  return reference({ ...plan, preferred: round });
};

/** Domain facts, C22 and C24: without such a node, any node that is up, then a paused one. */
const lastResort = (plan: Plan): string | null => {
  const best = next(plan);
  if (best !== null) return best;
  const anywhere = next({ ...plan, possible: [] });
  if (anywhere !== null) return anywhere;
  const machines = plan.machines.map(({ name, is }): Machine => ({
    name,
    is: is === 'Paused' ? 'Up' : 'Down',
  }));
  return next({ ...plan, machines, possible: [] });
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

const clusterStateOf = ({ machines, owner, preferred, possible }: Plan): ClusterState => {
  const nodes = Object.fromEntries(machines.map(({ name, is }) => [name, is]));
  const built = new BuiltState(nodes).group(owner, preferred);
  possible.forEach((names, index) => {
    const possibleOwners = names?.map((name) => BuiltState.node(name)) ?? null;
    built.member(`resource ${index}`, { possibleOwners });
  });
  return built.clusterState;
};

test('10,000 clusters place a group as the facts say', () => {
  const random = seeded(7);
  const found = new Set<string | null>();
  const wrong: unknown[] = [];
  for (let count = 0; count < 10_000; count += 1) {
    const plan = planOf(random);
    const clusterState = clusterStateOf(plan);
    const name = (node: NodeId | undefined): string | null =>
      plan.machines.find((machine) => BuiltState.node(machine.name) === node)?.name ?? null;
    const group = BuiltState.GROUP;
    const best = name(bestNode(clusterState, group));
    const refuge = name(fallbackNode(clusterState, group));
    const wanted = { best: reference(plan), refuge: lastResort(plan) };
    if (best !== wanted.best || refuge !== wanted.refuge)
      wrong.push({ plan, best, refuge, wanted });
    found.add(best);
  }
  expect(wrong).toEqual([]);
  expect(found.size).toBeGreaterThan(4);
});
