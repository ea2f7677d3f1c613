import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterCommand } from '../commands.js';
import { type ClusterEvent } from '../events.js';
import { requireFree } from './guard.js';
import { type FormedCluster } from '../state.js';

export const addNode = (
  data: DataOf<ClusterCommand, 'AddNode'>,
  { nodes, nodeNames }: FormedCluster,
): readonly ClusterEvent[] => {
  if (nodes.get(data.node)?.name === data.name) return [];
  requireFree(nodeNames, data.name, 'ERROR_CLUSTER_NODE_EXISTS');
  return [{ type: 'NodeAdded', data }];
};

/** Decides nothing if the directory has changed since `after`: a group may now be on this node. */
export const evictNode = (
  { node, after }: DataOf<ClusterCommand, 'EvictNode'>,
  { nodes, revision }: FormedCluster,
): readonly ClusterEvent[] =>
  nodes.has(node) && after === revision ? [{ type: 'NodeEvicted', data: { node } }] : [];
