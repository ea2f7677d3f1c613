import { ClusterError } from '#clusapi';

import { type DataOf } from '../../vocabulary/message.js';
import { type NodeCommand } from '../commands.js';
import { type NodeEvent } from '../events.js';
import { requireNotEvicted } from './guard.js';
import { type PresentNode } from '../state.js';

/**
 * Announces an eviction. The directory decides the eviction itself. The announcement comes first
 * because a start of the node is written to the node's stream: either the eviction sees the start,
 * or the start sees the eviction.
 */
export const startEviction = (
  { operation, isLast }: DataOf<NodeCommand, 'StartEviction'>,
  state: PresentNode,
): readonly NodeEvent[] => {
  if (state.leaving === operation) return [];
  requireNotEvicted(state);
  requireInactive(state, isLast);
  return [{ type: 'NodeEvictionStarted', data: { operation } }];
};

export const abandonEviction = (
  data: DataOf<NodeCommand, 'AbandonEviction'>,
  { leaving }: PresentNode,
): readonly NodeEvent[] =>
  leaving === data.operation ? [{ type: 'NodeEvictionAbandoned', data }] : [];

/** Ends the eviction of a node that has left the directory. */
export const returnNode = (
  _: DataOf<NodeCommand, 'ReturnNode'>,
  { leaving }: PresentNode,
): readonly NodeEvent[] => (leaving === undefined ? [] : [{ type: 'NodeReturned', data: {} }]);

/** Domain facts, C23: an active node can't be evicted, unless it is the last one. */
const requireInactive = ({ state, name }: PresentNode, isLast: boolean): void => {
  if (state !== 'Down' && !isLast)
    throw new ClusterError(
      'ERROR_CANT_EVICT_ACTIVE_NODE',
      `node ${name} is ${state}: stop it first`,
    );
};
