import { type Fact, type ClusterState } from '#domain';

/** Folds a fact into a state that holds no registries: its nodes count, but keep no values. */
export const applyWithoutRegistry = (clusterState: ClusterState, fact: Fact): void => {
  clusterState.apply(isRegistry(fact) ? emptied(fact) : fact);
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
