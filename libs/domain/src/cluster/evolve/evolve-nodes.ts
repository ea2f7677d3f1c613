import { foldName } from '#registry';

import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterEvent } from '../events.js';
import { drop, put } from '../maps.js';
import { type FormedCluster } from '../state.js';

export const nodeAdded = (
  state: FormedCluster,
  { node: id, name }: DataOf<ClusterEvent, 'NodeAdded'>,
): FormedCluster => ({
  ...state,
  nodes: put(state.nodes, id, { id, name }),
  nodeNames: put(state.nodeNames, foldName(name), id),
});

export const nodeEvicted = (
  state: FormedCluster,
  { node }: DataOf<ClusterEvent, 'NodeEvicted'>,
): FormedCluster => ({
  ...state,
  nodes: drop(state.nodes, node),
  nodeNames: drop(state.nodeNames, foldName(state.nodes.get(node)?.name ?? '')),
});
