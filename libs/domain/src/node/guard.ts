import { ClusterError } from '#clusapi';

import { guarded } from '../shared/tables.js';
import { type Node, type PresentNode } from './state.js';

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

/** The command needs a node that was opened. */
export const present = guarded(requirePresent);

/** The command needs a node that has not crashed. A node that was stopped can be edited. */
export const reachable = guarded(requireReachable);
