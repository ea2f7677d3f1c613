import { createHash } from 'node:crypto';

import { ChangeParts, type StagedSet } from '#domain';
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

/** A list that grows change by change, and is cut and hashed on the way: it may be long. */
export class GrowingList {
  readonly changes: RegistryChange[] = [];
  private readonly list = new ChangeParts();
  private readonly hash = createHash('sha256');
  private hashed = 0;

  get parts(): readonly (readonly RegistryChange[])[] {
    return this.list.parts;
  }

  get fitsOneEvent(): boolean {
    return this.list.fitsOneEvent;
  }

  add(change: RegistryChange): void {
    this.changes.push(change);
    this.list.add(change);
    if (this.parts.length > this.hashed + 1) this.hashPart();
  }

  /** Names the list under an id, as `stagedSet` does. */
  named(set: string): StagedSet {
    while (this.hashed < this.parts.length) this.hashPart();
    return { set, count: this.parts.length, hash: this.hash.copy().digest('hex') };
  }

  private hashPart(): void {
    this.hash.update(JSON.stringify(this.parts[this.hashed]));
    this.hashed += 1;
  }
}
