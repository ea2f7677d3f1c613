import { type FormedCluster } from '#domain';

/** The JSON of the cluster. */
export const clusterShape = ({
  name,
  logId,
  clobberPolicy,
  serverState,
}: FormedCluster): object => ({
  name,
  logId,
  clobberPolicy,
  state: serverState,
});
