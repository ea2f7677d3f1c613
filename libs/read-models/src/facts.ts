import { type Fact, type World } from '#domain';

/** Folds a fact into a world that holds no registries: its nodes count, but keep no values. */
export const applyWithoutRegistry = (world: World, fact: Fact): void => {
  world.apply(isRegistry(fact) ? emptied(fact) : fact);
};

type NodeFact = Extract<Fact, { kind: 'node' }>;

const isRegistry = (fact: Fact): fact is NodeFact =>
  fact.kind === 'node' && fact.event.type.startsWith('Registry');

const emptied = ({ event, ...place }: NodeFact): Fact =>
  event.type === 'RegistryRestored'
    ? { ...place, event: { ...event, data: withoutStaged(event.data) } }
    : { ...place, event: { type: 'RegistryChanged', data: { changes: [] } } };

const withoutStaged = <Data extends { changes: unknown; staged?: unknown }>(
  data: Data,
): Data & { changes: [] } => {
  const { staged: _, ...rest } = data;
  return { ...rest, changes: [] } as unknown as Data & { changes: [] };
};
