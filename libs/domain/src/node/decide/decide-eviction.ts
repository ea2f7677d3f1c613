import { ClusterError } from '#clusapi';

import { type DataOf } from '../../vocabulary/message.js';
import { type NodeCommand } from '../commands.js';
import { type NodeEvent } from '../events.js';
import { requireStays } from './guard.js';
import { type PresentNode } from '../state.js';

/**
 * The directory decides whether the node leaves. The node's stream is asked first, because a start of
 * the node is written there: of the two, the later one sees the earlier one.
 */
export const startEviction = (
  { operation, isLast }: DataOf<NodeCommand, 'StartEviction'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.leaving === operation) return [];
  requireStays(state);
  requireInactive(state, isLast);
  return [{ type: 'NodeEvictionStarted', data: { operation } }];
};

export const abandonEviction = (
  data: DataOf<NodeCommand, 'AbandonEviction'>,
  { leaving }: PresentNode,
): readonly NodeEvent[] =>
  leaving === data.operation ? [{ type: 'NodeEvictionAbandoned', data }] : [];

/** Domain facts, C23: a node that is active can't be evicted, unless it is the last one. */
const requireInactive = ({ state, name }: PresentNode, isLast: boolean): void => {
  if (state !== 'Down' && !isLast)
    throw new ClusterError(
      'ERROR_CANT_EVICT_ACTIVE_NODE',
      `node ${name} is ${state}: stop it first`,
    );
};
