import { hashInSteps, hashKey, type RegistryKey } from '#registry';

/** Lets other work go on. */
export type Pause = () => Promise<void>;

/**
 * Hashes a tree in small steps. Its digests are kept, so that this takes time only for the parts that
 * were not hashed before: the whole tree after a start, and a path after a change.
 */
export const hashAhead = async (tree: RegistryKey | undefined, pause: Pause): Promise<string> => {
  if (tree === undefined) return hashKey(tree);
  const steps = hashInSteps(tree);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await pause();
  }
};
