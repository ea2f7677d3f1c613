import { createHash } from 'node:crypto';

import { type StagedSet } from '#domain';
import { type RegistryChange } from '#registry';

/** The name of a whole staged list: the number of its parts, and the hash of all changes. */
export const stagedSet = (
  set: string,
  parts: readonly (readonly RegistryChange[])[],
): StagedSet => {
  const hash = createHash('sha256');
  parts.forEach((part) => hash.update(JSON.stringify(part)));
  return { set, count: parts.length, hash: hash.digest('hex') };
};
