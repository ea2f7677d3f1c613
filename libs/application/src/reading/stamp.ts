import { type Position } from '#event-store';

import { type RunningCluster } from '../running-cluster.js';

/** The time of a moment, and its tag. */
export type Stamp = Readonly<{
  /** Milliseconds since 1970 of the last event; undefined before the first. */
  recordedAt: number | undefined;
  /** The tag that the question named, else the first tag of the last event. */
  tag: string | undefined;
}>;

/** The stamp of a position that the read model has reached. @param asked the tag of the question */
export const stampOf = (
  { reads }: Pick<RunningCluster, 'reads'>,
  position: Position,
  asked?: string,
): Stamp => {
  const last = reads.events.lastUpTo(position);
  return {
    recordedAt: last?.recordedAt.getTime(),
    tag: asked ?? (last && reads.tags.of(last.id)),
  };
};

/** The stamp of the present state, which the read model may not have reached. */
export const presentStamp = (cluster: RunningCluster, position: Position): Stamp => {
  const { last } = cluster.state;
  if (last === undefined) return stampOf(cluster, position);
  return { recordedAt: last.recordedAt, tag: cluster.reads.tags.of(last.eventId) };
};
