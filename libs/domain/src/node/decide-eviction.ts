import { ClusterError } from '#clusapi';

import { type NodeCommand, type NodeCommandData as Of } from './commands.js';
import { type NodeEvent } from './events.js';
import { type PresentNode } from './state.js';

type EvictionCommand = Extract<NodeCommand, { type: `${string}Eviction` }>;

export const decideEviction = (
  command: EvictionCommand,
  state: PresentNode,
): readonly NodeEvent[] => {
  switch (command.type) {
    case 'StartEviction':
      return start(command.data, state);
    case 'AbandonEviction':
      return state.leaving === command.data.operation
        ? [{ type: 'NodeEvictionAbandoned', data: command.data }]
        : [];
  }
};

/**
 * Whether the node leaves is decided in the directory. It is asked here first, because a start of the
 * node is written here: of the two, the later one sees the earlier one.
 */
const start = (
  { operation, isLast }: Of<'StartEviction'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.leaving === operation) return [];
  requireStays(state);
  requireInactive(state, isLast);
  return [{ type: 'NodeEvictionStarted', data: { operation } }];
};

/** Domain facts, C23: a node that is active can't be evicted, unless it is the last one. */
const requireInactive = ({ state, name }: PresentNode, isLast: boolean): void => {
  if (state !== 'Down' && !isLast)
    throw new ClusterError(
      'ERROR_CANT_EVICT_ACTIVE_NODE',
      `node ${name} is ${state}: stop it first`,
    );
};

/** @throws ClusterError ERROR_CLUSTER_NODE_SHUTTING_DOWN while it is being evicted, and afterwards */
export const requireStays = ({ leaving, name }: PresentNode): void => {
  if (leaving !== undefined)
    throw new ClusterError('ERROR_CLUSTER_NODE_SHUTTING_DOWN', `node ${name} is being evicted`);
};
