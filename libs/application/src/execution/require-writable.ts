import { ClusterError } from '#clusapi';
import { type ClusterState } from '#domain';

/** @throws ClusterError ERROR_SHARING_PAUSED while a cluster is not read-write */
export const requireWritable = ({ cluster }: ClusterState): void => {
  if (cluster.status === 'formed' && cluster.serverState !== 'read-write')
    throw new ClusterError('ERROR_SHARING_PAUSED', `the cluster is ${cluster.serverState}`);
};
