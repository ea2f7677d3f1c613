import { type RegistryTree } from '#registry';

/** Captures name a revision that was current moments ago; this many back are kept at hand. */
const KEPT = 512;

/** The last registries of one node by revision. Trees share structure, so each costs its change. */
export class RecentTrees {
  private readonly slots: { revision: number; tree: RegistryTree }[] = [];
  private next = 0;

  push(revision: number, tree: RegistryTree): void {
    this.slots[this.next % KEPT] = { revision, tree };
    this.next += 1;
  }

  /** The registry as it was just after that revision; undefined when that is too long ago. */
  at(revision: number): RegistryTree | undefined {
    for (let back = 1; back <= Math.min(KEPT, this.next); back += 1) {
      const slot = this.slots[(this.next - back) % KEPT];
      if (slot !== undefined && slot.revision <= revision) return slot.tree;
    }
    return undefined;
  }
}
