import { streamName, type ClusterState } from '#domain';
import { type Position } from '#event-store';
import { findKey } from '#registry';

import { type RunningCluster } from '../running-cluster.js';
import { type DriftTrees } from './drift-trees.js';

/**
 * The registries and stored copies of the present.
 *
 * @param view a state that does not change any more, at a position that the read model has reached
 */
export const presentTrees = (
  { name, reads }: Pick<RunningCluster, 'name' | 'reads'>,
  view: ClusterState,
  at: Position,
): DriftTrees => ({
  view,
  at,
  live: (node, key) => view.registryKey(node, key),
  earlier: ({ node, nodeRevision }, key) => {
    const kept = view.treeAt(node, nodeRevision);
    if (kept !== undefined) return findKey(kept, key);
    const position = reads.events.positionOf(streamName(name, 'node', node), nodeRevision);
    return position && reads.registry.keyAt(node, key, Number(position));
  },
  copy: ({ checkpoint: { id, captures, effectiveKey } }) => {
    const content = view.content(id);
    return content !== undefined && content.key !== 'unknown'
      ? content.key
      : reads.contents.of({ checkpoint: id, number: captures }, effectiveKey, at);
  },
  pendingEdits: ({ resource, checkpoint: { id } }) => {
    // An edit after the end of the interval is none of the interval.
    const end = view.openResource(resource)?.onlineInterval?.closedAt ?? Infinity;
    const edits = view.unrestored.get(id)?.edits ?? [];
    return edits.flatMap(({ nodeRevision, changes }) => (nodeRevision > end ? [] : changes));
  },
  openingHash: ({ checkpoint: { id } }) => view.intervals.openingHash(id),
});
