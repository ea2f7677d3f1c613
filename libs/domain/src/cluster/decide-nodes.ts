import { type DataOf } from '../shared/message.js';
import { type ClusterCommand } from './commands.js';
import { type ClusterEvent } from './events.js';
import { requireFree, requireNode } from './guard.js';
import { type FormedCluster } from './state.js';

export const addNode = (
  data: DataOf<ClusterCommand, 'AddNode'>,
  { nodes, nodeNames }: FormedCluster,
): readonly ClusterEvent[] => {
  if (nodes.get(data.node)?.name === data.name) return [];
  requireFree(nodeNames, data.name, 'ERROR_CLUSTER_NODE_EXISTS');
  return [{ type: 'NodeAdded', data }];
};

export const evictNode = (
  data: DataOf<ClusterCommand, 'EvictNode'>,
  state: FormedCluster,
): readonly ClusterEvent[] => {
  requireNode(data.node, state);
  return [{ type: 'NodeEvicted', data }];
};
