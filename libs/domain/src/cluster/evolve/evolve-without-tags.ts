import { NO_NAMES } from '#registry';

import { type ClusterEvent } from '../events.js';
import { evolveCluster } from '../evolve.js';
import { type Cluster } from '../state.js';

/**
 * Applies an event to a cluster whose tags are not kept: past states are kept many times, and the
 * directory has the tags of each moment.
 */
export const evolveWithoutTags = (state: Cluster, event: ClusterEvent): Cluster => {
  const after = evolveCluster(state, event);
  return after.status === 'absent' || after.tags.size === 0 ? after : { ...after, tags: NO_NAMES };
};
