import { ClusterError } from '#clusapi';
import { type LostWrite } from '#read-models';

import { type Moment } from '../reading/moment.js';
import { type RunningCluster } from '../running-cluster.js';

/**
 * Finds a lost write by its id.
 *
 * @throws ClusterError ERROR_FILE_NOT_FOUND if it was not lost at that moment
 */
export const findLostWrite = (
  { reads }: RunningCluster,
  { position }: Moment,
  id: string,
): LostWrite => {
  const lost = reads.lostWrites.get(id);
  if (lost === undefined || lost.overwritten > position)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such lost write: ${id}`);
  return lost;
};
