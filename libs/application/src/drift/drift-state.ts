import {
  ABSENT_CONTAINER,
  blockingHold,
  findContainer,
  type CryptoCheckpoint,
  type Hold,
  type NodeId,
  type NodeView,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';
import { countDifferences, hashKey } from '#registry';

import { isCrypto } from '../checkpoints/find-checkpoint.js';
import { missingRestore } from '../hazards/missing-restore.js';
import { type DriftTrees } from './drift-trees.js';

/** How a node stands to a stored copy; the first that holds. */
export const DRIFT_STATES = ['unrestored', 'missing', 'different', 'equal'] as const;

export type DriftState = (typeof DRIFT_STATES)[number];

/** A checkpoint and a node on which its resource may run. */
export type DriftPair = Readonly<{
  resource: ResourceId;
  checkpoint: RegistryCheckpoint | CryptoCheckpoint;
  node: NodeId;
}>;

/** The place of a pair in the list. */
export const pairId = (checkpoint: string, node: string): string => `${checkpoint}/${node}`;

/** How a node stands to the stored copy of a checkpoint. */
export type DriftSeen = Readonly<{
  state: DriftState;
  /** The hold that would block the restore. */
  hold: Hold | undefined;
  /** The number of places that differ, as a comparison of the two lists them. */
  differences: number;
}>;

/** The hash of an absent key. */
const ABSENT_KEY = hashKey(undefined);

/**
 * The state of a pair, by hashes alone.
 *
 * ```text
 * unrestored   the resource is online there, and the restore of the checkpoint is missing
 * missing      the stored copy has the key or the container, and the node lacks it
 * different    the hashes differ; a checkpoint without a capture counts as an absent copy
 * equal        the hashes are equal
 * ```
 */
export const driftState = (trees: DriftTrees, pair: DriftPair): DriftState => {
  const { resource, checkpoint, node } = pair;
  const open = trees.view.openResource(resource);
  if (open !== undefined && isUnrestoredOn(open, checkpoint, node)) return 'unrestored';
  const [live, copy, absent] = sides(trees, pair);
  if (live === copy) return 'equal';
  return live === absent ? 'missing' : 'different';
};

const isUnrestoredOn = (
  open: OpenResource,
  { id }: Pick<RegistryCheckpoint, 'id'>,
  node: NodeId,
): boolean =>
  open.state !== 'OnlinePending' &&
  open.onlineInterval?.node === node &&
  missingRestore(open, id) !== undefined;

/** The hash, or the fingerprint, of both sides and of an absence. */
const sides = (
  trees: DriftTrees,
  { checkpoint, node }: DriftPair,
): readonly [live: string, copy: string, absent: string] => {
  if (!isCrypto(checkpoint))
    return [hashKey(trees.live(node, checkpoint.effectiveKey)), checkpoint.hash, ABSENT_KEY];
  const on = trees.view.presentNode(node);
  const live = on && findContainer(on, checkpoint);
  return [live?.fingerprint ?? ABSENT_CONTAINER, checkpoint.fingerprint, ABSENT_CONTAINER];
};

/** How a node stands to a stored copy. The cost is that of the differences. */
export const driftSeen = (trees: DriftTrees, pair: DriftPair): DriftSeen => {
  const state = driftState(trees, pair);
  const on = trees.view.presentNode(pair.node);
  return {
    state,
    hold: on && holdOf(on, pair),
    differences: state === 'equal' ? 0 : differencesOf(trees, pair),
  };
};

const holdOf = (on: NodeView, { checkpoint }: DriftPair): Hold | undefined =>
  isCrypto(checkpoint) ? undefined : blockingHold(checkpoint.effectiveKey, on);

const differencesOf = (trees: DriftTrees, pair: DriftPair): number => {
  const { resource, checkpoint, node } = pair;
  const [live, copy] = sides(trees, pair);
  if (live === copy) return 0;
  if (isCrypto(checkpoint)) return 1;
  const content = checkpoint.captures === 0 ? undefined : trees.copy({ resource, checkpoint });
  return countDifferences(trees.live(node, checkpoint.effectiveKey), content);
};
