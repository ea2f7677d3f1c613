import { type FormedCluster } from '#domain';

import { type ClusterShape } from '../cluster/cluster-schemas.js';

/** The JSON of the cluster. */
export const clusterShape = ({
  name,
  logId,
  clobberPolicy,
  serverState,
}: FormedCluster): ClusterShape => ({
  name,
  logId,
  clobberPolicy,
  state: serverState,
});
