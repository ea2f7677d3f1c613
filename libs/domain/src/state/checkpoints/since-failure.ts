import { diffKeys, findKey } from '#registry';

import { containerKeyOn, findContainer } from '../../node/decide/decide-crypto.js';
import { type Node } from '../../node/state.js';
import { type CryptoName } from '../../vocabulary/crypto-name.js';
import { type NodeId } from '../../vocabulary/ids.js';
import { type RecentTrees } from '../past/history.js';
import { type UnrestoredCheckpoint } from './unrestored-checkpoints.js';

/**
 * The deletion of a key container since a revision of a node, if the container still does not exist.
 */
export const deletedSince = (
  now: Node,
  nodeRevision: number | undefined,
  name: CryptoName,
): number | undefined => {
  if (now.status === 'absent' || findContainer(now, name) !== undefined) return undefined;
  const container = containerKeyOn(now, name);
  return now.deletions.findLast(
    (one) => one.container === container && one.revision > (nodeRevision ?? Infinity),
  )?.revision;
};

/** The edits of a key since a revision of a node, as one edit of its last revision. */
export const editsSince = (
  { now, then: trees }: Readonly<{ now: Node; then: Pick<RecentTrees, 'at'> }>,
  { node, nodeRevision }: Readonly<{ node: NodeId; nodeRevision?: number }>,
  key: string,
): UnrestoredCheckpoint['edits'] => {
  const then = nodeRevision === undefined ? undefined : trees.at(node, nodeRevision);
  if (then === undefined || now.status === 'absent') return [];
  const changes = diffKeys(findKey(then, key), findKey(now.registry, key), key);
  return changes.length === 0 ? [] : [{ nodeRevision: now.revision, changes }];
};
