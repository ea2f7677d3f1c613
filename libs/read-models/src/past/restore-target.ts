import { type NodeId, type RestoreTarget, type Cut } from '#domain';
import { findKey, type RegistryKey } from '#registry';

import { type ReadModels } from '../read-models.js';
import { type TreeAt } from '../registry/past-trees.js';
import { eventAtCut } from './event-at-cut.js';

/** The present registry of a node, and the position that it is of; undefined if it is not at hand. */
type PresentTree = (node: NodeId) => TreeAt | undefined;

/**
 * The cluster at the last event of a backup. Registries are read when they are asked for, and share what
 * is equal with the present ones.
 *
 * @throws Error if the log does not have the event
 */
export const restoreTargetAt = (
  reads: Pick<ReadModels, 'stateAt' | 'events' | 'trees'>,
  cut: Cut,
  presentTree: PresentTree,
): RestoreTarget => {
  const at = eventAtCut(reads, cut)?.position;
  if (at === undefined)
    throw new Error(`the last event of a backup is not in the log: ${cut.event}`);
  const view = reads.stateAt(at);
  const trees = new Map<string, RegistryKey | undefined>();
  return {
    view,
    content: (ref) => {
      const key = view.content(ref)?.key;
      if (key === 'unknown') throw new Error('a past state knows its contents');
      return key;
    },
    registryKey: (node, key) => {
      const name = `${node} ${key}`;
      if (!trees.has(name) && view.presentNode(node) !== undefined)
        trees.set(name, findKey(reads.trees.at({ node, key }, Number(at), presentTree(node)), key));
      return trees.get(name);
    },
  };
};
