import { isCrypto } from '../checkpoints/find-checkpoint.js';
import { hashAhead } from '../execution/hash-ahead.js';
import { type Pause } from '../execution/with-pauses.js';
import { type DriftPair } from './drift-state.js';
import { type DriftTrees } from './drift-trees.js';

/** Hashes the key of a pair on its node. */
export const hashPairAhead = async (
  trees: DriftTrees,
  { checkpoint, node }: DriftPair,
  pause: Pause,
): Promise<void> => {
  await pause();
  if (!isCrypto(checkpoint)) await hashAhead(trees.live(node, checkpoint.effectiveKey), pause);
};
