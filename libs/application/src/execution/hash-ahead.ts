import { hashInSteps, hashKey, type RegistryKey } from '#registry';

import { withPauses, type Pause } from './with-pauses.js';

/**
 * Hashes a tree in small steps. Its digests are kept, so that this takes time only for the parts that
 * were not hashed before: the whole tree after a start, and a path after a change.
 */
export const hashAhead = (tree: RegistryKey | undefined, pause: Pause): Promise<string> =>
  tree === undefined ? Promise.resolve(hashKey(tree)) : withPauses(hashInSteps(tree), pause);
