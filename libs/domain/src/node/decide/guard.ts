import { ClusterError } from '#clusapi';

import { guarded } from '../../vocabulary/tables.js';
import { type Node, type PresentNode } from '../state.js';

const requirePresent = (state: Node): PresentNode => {
  if (state.status === 'absent')
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', 'no such node');
  return state;
};

const requireReachable = (state: Node): PresentNode => {
  const node = requirePresent(state);
  if (node.hasCrashed)
    throw new ClusterError(
      'ERROR_CLUSTER_NODE_DOWN',
      `node ${node.name} has crashed and is out of reach`,
    );
  return node;
};

/**
 * @throws ClusterError ERROR_CLUSTER_NODE_SHUTTING_DOWN for a node that is being evicted, or was
 *   evicted
 */
export const requireNotEvicted = (node: PresentNode): PresentNode => {
  if (node.leaving !== undefined)
    throw new ClusterError(
      'ERROR_CLUSTER_NODE_SHUTTING_DOWN',
      `node ${node.name} is being evicted`,
    );
  return node;
};

/** The command needs a node that exists; the node may be in an eviction. */
export const present = guarded(requirePresent);

/** The command needs a node that exists and is not being evicted. */
export const staying = guarded((state: Node) => requireNotEvicted(requirePresent(state)));

/** The command needs a node that has not crashed; the node may be in an eviction. */
export const reachable = guarded(requireReachable);

/**
 * The command needs a node that stays in the cluster and has not crashed. A stopped node can be
 * edited.
 */
export const editable = guarded((state: Node) =>
  requireReachable(requireNotEvicted(requirePresent(state))),
);
