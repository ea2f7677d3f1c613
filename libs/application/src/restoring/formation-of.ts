import { ClusterError } from '#clusapi';
import { type ClusterState, type Formation, type NodeId } from '#domain';

import { nameOf, resolveNode } from '../names.js';

type Asked = Readonly<{ node?: string | undefined; force?: boolean | undefined }>;

/**
 * The node that forms the cluster when its database is replaced, and the others that stop before.
 *
 * @param node its name or id; by default the only node that is up, with force the first one
 * @throws ClusterError ERROR_CLUSTER_NODE_UP without force, if another node is up
 * @throws ClusterError ERROR_CLUSTER_NODE_DOWN if no node is named and none is up
 */
export const formationOf = (state: ClusterState, { node, force = false }: Asked): Formation => {
  const up = state.nodeIds().filter((id) => (state.presentNode(id)?.state ?? 'Down') !== 'Down');
  const forming = node === undefined ? up[0] : resolveNode(state, node);
  if (forming === undefined)
    throw new ClusterError(
      'ERROR_CLUSTER_NODE_DOWN',
      'no node is up: say with "node" which one forms the cluster',
    );
  const others = up.filter((id) => id !== forming);
  if (others.length > 0 && !force) throw othersUp(state, others);
  return { node: forming, others };
};

const othersUp = (state: ClusterState, others: readonly NodeId[]): ClusterError => {
  const names = others.map((id) => nameOf(state, 'nodes', id) ?? id).join(', ');
  return new ClusterError(
    'ERROR_CLUSTER_NODE_UP',
    `only the node that forms the cluster may be up: stop ${names}, or send "force": true`,
  );
};
