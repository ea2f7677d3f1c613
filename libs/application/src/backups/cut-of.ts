import { type TakenBackup } from '#domain';
import { type Recorded } from '#event-store';
import { eventAtCut } from '#read-models';

import { type RunningCluster } from '../running-cluster.js';

/** The last event of a backup. */
export const cutOf = (cluster: RunningCluster, { cut }: Pick<TakenBackup, 'cut'>): Recorded => {
  const found = eventAtCut(cluster.reads, cut);
  if (found === undefined)
    throw new Error(`the last event of a backup is not in the log: ${cut.event}`);
  return found;
};
