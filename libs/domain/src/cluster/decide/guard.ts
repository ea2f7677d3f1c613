import { ClusterError, type StatusName } from '#clusapi';
import { foldName } from '#registry';

import { type GroupId, type NodeId } from '../../vocabulary/ids.js';
import { parseName } from '../../vocabulary/names.js';
import { guarded } from '../../vocabulary/tables.js';
import { type Cluster, type FormedCluster } from '../state.js';

const requireFormed = (state: Cluster): FormedCluster => {
  if (state.status === 'absent')
    throw new ClusterError('ERROR_INVALID_STATE', 'the cluster is not formed yet');
  return state;
};

const requireWritable = (state: Cluster): FormedCluster => {
  const cluster = requireFormed(state);
  if (cluster.serverState !== 'read-write')
    throw new ClusterError('ERROR_SHARING_PAUSED', `the cluster is ${cluster.serverState}`);
  return cluster;
};

/**
 * The command needs a formed cluster. A read-only cluster takes the command too: it completes an
 * operation that began earlier, or records a finding.
 */
export const formed = guarded(requireFormed);

/** The command is an administrator's change: a read-only cluster refuses it. */
export const writable = guarded(requireWritable);

/** @throws ClusterError the given status, if another thing of that kind has the name */
export const requireFree = (
  names: ReadonlyMap<string, string>,
  name: string,
  status: StatusName,
): void => {
  if (names.has(foldName(parseName(name))))
    throw new ClusterError(status, `the name "${name}" is taken`);
};

/** @throws ClusterError ERROR_CLUSTER_NODE_NOT_FOUND */
export const requireNode = (node: NodeId, { nodes }: FormedCluster): void => {
  if (!nodes.has(node))
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', `no such node: ${node}`);
};

/** @throws ClusterError ERROR_GROUP_NOT_FOUND */
export const requireGroup = (group: GroupId, { groups }: FormedCluster): void => {
  if (!groups.has(group))
    throw new ClusterError('ERROR_GROUP_NOT_FOUND', `no such group: ${group}`);
};
