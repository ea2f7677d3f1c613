import { streamName, type ClusterEvent, type DataOf } from '#domain';
import { type EventRef } from '#event-store';
import { itemOf } from '#registry';

import { directoryOf } from '../names.js';
import { type RunningCluster } from '../running-cluster.js';
import { foundTag, noSuchTag, type FoundTag } from './find-tags.js';

/**
 * A tag as the receipt of its command shows it, also when the command is sent again.
 *
 * @param written the event that set the tag; undefined if the tag was so already
 * @throws ClusterError ERROR_FILE_NOT_FOUND if the tag was so and is deleted by now
 */
export const tagAfter = async (
  cluster: RunningCluster,
  name: string,
  written: Pick<EventRef, 'revision'> | undefined,
): Promise<FoundTag> => {
  const { log, reads, state } = cluster;
  const stream = streamName(cluster.name, 'cluster', cluster.name);
  const set = written && (await log.eventAt(stream, written.revision));
  if (set === undefined)
    return foundTag(cluster, itemOf(directoryOf(state).tags, name) ?? noSuchTag(name));
  const { tag, ...data } = set.event.data as DataOf<ClusterEvent, 'TagSet'>;
  const position = reads.events.positionOf(data.stream, data.revision);
  return {
    tag: { ...data, name: tag, setAt: Number(set.revision) },
    tagged: position && reads.events.at(Number(position)),
    set,
  };
};
