import { type Cut, type TakenBackup } from '#domain';
import { type Recorded } from '#event-store';

import { type RunningCluster } from '../running-cluster.js';

/** The last event of a backup. */
export const cutOf = (cluster: RunningCluster, { cut }: Pick<TakenBackup, 'cut'>): Recorded => {
  const found = eventAtCut(cluster, cut);
  if (found === undefined)
    throw new Error(`the last event of a backup is not in the log: ${cut.event}`);
  return found;
};

/** The last event of a backup or an archive; undefined if this log does not have it. */
export const eventAtCut = (
  { reads }: RunningCluster,
  { event, stream, revision }: Cut,
): Recorded | undefined => {
  const position = reads.events.positionOf(stream, revision);
  const found = position && reads.events.at(Number(position));
  return found?.id === event ? found : undefined;
};
