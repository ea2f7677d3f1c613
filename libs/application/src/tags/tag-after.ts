import { type ClusterEvent, type DataOf } from '#domain';
import { type EventRef, type Recorded } from '#event-store';
import { itemOf } from '#registry';

import { directoryOf } from '../names.js';
import { projected } from '../reading/moment.js';
import { RequestRefusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';
import { foundTag, noSuchTag, type FoundTag } from './find-tags.js';

/**
 * A tag as the receipt of its command shows it, also when the command is sent again. The event that
 * set it is unknown if the read model does not get there in time: the command is done all the same.
 *
 * @param written the event that set the tag; undefined if the tag was so already
 * @throws ClusterError ERROR_FILE_NOT_FOUND if the tag was so and is deleted by now
 */
export const tagAfter = async (
  cluster: RunningCluster,
  name: string,
  written: Pick<EventRef, 'position'> | undefined,
): Promise<FoundTag> => {
  const set = written && (await projectedAt(cluster, written));
  if (set === undefined)
    return foundTag(cluster, itemOf(directoryOf(cluster.state).tags, name) ?? noSuchTag(name));
  const { tag, ...data } = set.event.data as DataOf<ClusterEvent, 'TagSet'>;
  return foundTag(cluster, { ...data, name: tag, setAt: Number(set.revision) });
};

/** An event that was just written; undefined if it is not projected in time. */
const projectedAt = async (
  cluster: RunningCluster,
  { position }: Pick<EventRef, 'position'>,
): Promise<Recorded | undefined> => {
  try {
    await projected(cluster, position);
    return cluster.reads.events.at(Number(position));
  } catch (error) {
    if (error instanceof RequestRefusal) return undefined;
    throw error;
  }
};
