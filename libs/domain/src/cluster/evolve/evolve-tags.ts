import { withItem, withoutItem } from '#registry';

import { type DataOf } from '../../vocabulary/message.js';
import { type ClusterEvent } from '../events.js';
import { type FormedCluster } from '../state.js';

export const tagSet = (
  state: FormedCluster,
  { tag: name, ...rest }: DataOf<ClusterEvent, 'TagSet'>,
): FormedCluster => ({
  ...state,
  tags: withItem(state.tags, name, { name, ...rest, setAt: state.revision }),
});

export const tagDeleted = (
  state: FormedCluster,
  { tag }: DataOf<ClusterEvent, 'TagDeleted'>,
): FormedCluster => ({ ...state, tags: withoutItem(state.tags, tag) });
