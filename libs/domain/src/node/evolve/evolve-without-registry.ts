import { type NodeEvent } from '../events.js';
import { restoresAfter, revisionsAfter } from './evolve-registry.js';
import { evolveNode } from '../evolve.js';
import { type Node, type PresentNode } from '../state.js';

type RegistryEvent = Extract<
  NodeEvent,
  { type: 'RegistryChangesStaged' | 'RegistryChanged' | 'RegistryRestored' }
>;

/**
 * The state of a node after an event as `evolveNode` computes it, but without registry values and
 * staged changes. The revisions advance all the same.
 */
export const evolveWithoutRegistry = (state: Node, event: NodeEvent): Node => {
  if (!isOfRegistry(event)) return evolveNode(state, event);
  if (state.status === 'absent') return state;
  return withoutRegistryChange({ ...state, revision: state.revision + 1 }, event);
};

const withoutRegistryChange = (state: PresentNode, event: RegistryEvent): PresentNode => {
  switch (event.type) {
    case 'RegistryChangesStaged':
      return state;
    case 'RegistryChanged':
      return { ...state, ...revisionsAfter(event.data, state) };
    case 'RegistryRestored':
      return {
        ...state,
        registryRevision: state.revision,
        restores: restoresAfter(event.data, state),
      };
  }
};

const OF_REGISTRY: ReadonlySet<string> = new Set<RegistryEvent['type']>([
  'RegistryChangesStaged',
  'RegistryChanged',
  'RegistryRestored',
]);

const isOfRegistry = (event: NodeEvent): event is RegistryEvent => OF_REGISTRY.has(event.type);
