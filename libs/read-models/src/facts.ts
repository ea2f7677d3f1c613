import { type Fact, type World } from '#domain';

/** Folds a fact into a world that holds no registries: its nodes count, but keep no values. */
export const applyWithoutRegistry = (world: World, fact: Fact): void => {
  world.apply(isRegistry(fact) ? emptied(fact) : fact);
};

type NodeFact = Extract<Fact, { kind: 'node' }>;

const isRegistry = (fact: Fact): fact is NodeFact =>
  fact.kind === 'node' && REGISTRY.has(fact.event.type);

const REGISTRY: ReadonlySet<string> = new Set([
  'RegistryChangesStaged',
  'RegistryChanged',
  'RegistryRestored',
]);

const emptied = ({ event, ...place }: NodeFact): Fact => {
  if (event.type !== 'RegistryRestored')
    return { ...place, event: { type: 'RegistryChanged', data: { changes: [] } } };
  const { resource, checkpoint, capture, key, group, epoch, operation, hash } = event.data;
  const data = { resource, checkpoint, capture, key, group, epoch, operation, hash, changes: [] };
  return { ...place, event: { type: 'RegistryRestored', data } };
};
