import { streamName } from '#domain';

import { RequestRefusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';

/**
 * The identity of a cluster's log; empty before the first event. A copy of a log in another store
 * has the same id and other positions, so the position of the first event is a part of it.
 *
 * @throws RequestRefusal not-caught-up while the read model does not have the first event
 */
export const logIdentity = ({ name, state, reads }: RunningCluster): string => {
  const { cluster } = state;
  if (cluster.status === 'absent') return '';
  const first = reads.events.positionOf(streamName(name, 'cluster', name), 0);
  if (first === undefined)
    throw new RequestRefusal('not-caught-up', 'this process is behind the log; try again');
  return `${cluster.logId}@${String(first)}`;
};
