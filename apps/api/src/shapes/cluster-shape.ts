import { type FormedCluster } from '#domain';

/** The cluster as a read gives it. */
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
