import { ClusterError } from '#clusapi';
import { itemOf } from '#registry';

import { type DataOf } from '../../vocabulary/message.js';
import { parseTag } from '../../vocabulary/tag.js';
import { type ClusterCommand } from '../commands.js';
import { type ClusterEvent } from '../events.js';
import { type FormedCluster } from '../state.js';

/** The greatest number of tags of a cluster. They are kept in memory, and in each snapshot. */
export const MAX_TAGS = 10_000;

/** Sets a tag, or moves it to another event. */
export const setTag = (
  data: DataOf<ClusterCommand, 'SetTag'>,
  { tags }: FormedCluster,
): readonly ClusterEvent[] => {
  const known = itemOf(tags, parseTag(data.tag));
  if (known?.event === data.event) return [];
  if (known === undefined && tags.size >= MAX_TAGS)
    throw new ClusterError(
      'ERROR_NOT_ENOUGH_QUOTA',
      `the cluster has ${MAX_TAGS} tags, which is the limit: delete one first`,
    );
  return [{ type: 'TagSet', data: { ...data, ...(known && { replaced: known.event }) } }];
};

/** @throws ClusterError ERROR_FILE_NOT_FOUND */
export const deleteTag = (
  { tag }: DataOf<ClusterCommand, 'DeleteTag'>,
  { tags }: FormedCluster,
): readonly ClusterEvent[] => {
  const known = itemOf(tags, tag);
  if (known === undefined) throw new ClusterError('ERROR_FILE_NOT_FOUND', `no such tag: ${tag}`);
  return [{ type: 'TagDeleted', data: { tag: known.name } }];
};
