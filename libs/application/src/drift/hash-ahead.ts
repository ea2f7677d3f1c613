import { hashInSteps, type RegistryKey } from '#registry';

import { isCrypto } from '../checkpoints/find-checkpoint.js';
import { type DriftPair } from './drift-state.js';
import { type DriftTrees } from './drift-trees.js';

/** Lets other work go on. */
export type Pause = () => Promise<void>;

/**
 * Hashes a tree in small steps. Its digests are kept, so that this takes time only for what was not
 * hashed before: the whole tree after a start, and a path after a change.
 */
export const hashAhead = async (tree: RegistryKey | undefined, pause: Pause): Promise<void> => {
  if (tree === undefined) return;
  const steps = hashInSteps(tree);
  while (steps.next().done !== true) await pause();
};

/** Hashes the key of a pair on its node. */
export const hashPairAhead = async (
  trees: DriftTrees,
  { checkpoint, node }: DriftPair,
  pause: Pause,
): Promise<void> => {
  await pause();
  if (!isCrypto(checkpoint)) await hashAhead(trees.live(node, checkpoint.effectiveKey), pause);
};
