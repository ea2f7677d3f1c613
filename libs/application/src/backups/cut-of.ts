import { type TakenBackup } from '#domain';
import { type Recorded } from '#event-store';

import { type RunningCluster } from '../running-cluster.js';

/** The last event of a backup. */
export const cutOf = (
  { reads }: RunningCluster,
  { cut: { event, stream, revision } }: Pick<TakenBackup, 'cut'>,
): Recorded => {
  const position = reads.events.positionOf(stream, revision);
  const found = position && reads.events.at(Number(position));
  if (found?.id !== event)
    throw new Error(`the last event of a backup is not in the log: ${event}`);
  return found;
};
