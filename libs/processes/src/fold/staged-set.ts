import { createHash } from 'node:crypto';

import { type StagedSet } from '#domain';
import { type RegistryChange } from '#registry';

/** Names a whole list that is stored in parts: how many there are, and the hash of them all. */
export const stagedSet = (
  set: string,
  parts: readonly (readonly RegistryChange[])[],
): StagedSet => {
  const hash = createHash('sha256');
  parts.forEach((part) => hash.update(JSON.stringify(part)));
  return { set, count: parts.length, hash: hash.digest('hex') };
};
