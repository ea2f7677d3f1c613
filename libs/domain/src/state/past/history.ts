import { findKey, type RegistryTree } from '#registry';

import { type NodeId } from '../../vocabulary/ids.js';
import { type Occurrence } from '../domain-event.js';

/**
 * The number of kept registries. A capture names a revision that was current at its decision, so
 * only the changes of concurrent requests lie between that revision and the capture's event.
 */
const MAX_TREES = 8192;

/** A registry, and the event that made it so. */
export type TreeSlot = Readonly<{ revision: number; tree: RegistryTree; by: Occurrence }>;

/** A registry that is kept. */
export type KeptTree = TreeSlot & Readonly<{ node: NodeId }>;

/** All registries that are kept. */
export type KeptTrees = Readonly<{
  /** The trees that stay because each is the last, or the only earlier one, of its node. */
  quiet: readonly KeptTree[];
  /** The other trees, in the order in which they will be dropped. */
  recent: readonly KeptTree[];
}>;

/** The slots of one node, oldest first; those before `from` are dropped. */
type NodeTrees = { slots: TreeSlot[]; from: number };

/** `order` is a ring of nodes, one for each pushed slot; `next` is the place of the oldest. */
type TreeRing = { lines: Map<NodeId, NodeTrees>; order: NodeId[]; next: number };

/**
 * The last registries of all nodes, by revision. Trees share structure, so each takes only the
 * space of its change.
 */
export class RecentTrees {
  private all: TreeRing = { lines: new Map(), order: [], next: 0 };
  /** True while a fork may read the same slots: the next push copies them. */
  private isShared = false;

  constructor(private readonly kept = MAX_TREES) {}

  push(node: NodeId, slot: TreeSlot): void {
    if (this.isShared) this.own();
    const { order, next } = this.all;
    const oldest = order[next];
    if (oldest !== undefined) this.dropOldest(oldest);
    order[next] = node;
    this.all.next = (next + 1) % this.kept;
    this.add(node, slot);
  }

  freeze(): KeptTrees {
    const { order, next } = this.all;
    const queue = [...order.slice(next), ...order.slice(0, next)];
    const trees = Map.groupBy(this.slots(), ({ node }) => node);
    const queued = Map.groupBy(queue, (node) => node);
    const taken = new Map<NodeId, number>();
    const take = (node: NodeId): KeptTree[] => {
      const at = taken.get(node) ?? 0;
      taken.set(node, at + 1);
      return trees.get(node)?.slice(at, at + 1) ?? [];
    };
    const isMore = (node: NodeId): boolean =>
      (trees.get(node)?.length ?? 0) > (queued.get(node)?.length ?? 0);
    const quiet = [...trees.keys()].filter(isMore).flatMap(take);
    return { quiet, recent: queue.flatMap(take) };
  }

  /** Continues with the trees of a frozen one, and drops them in the same order. */
  thaw({ quiet, recent }: KeptTrees): void {
    for (const { node, ...slot } of quiet) this.add(node, slot);
    for (const { node, ...slot } of recent) this.push(node, slot);
  }

  /** A copy that changes independently. It shares the slots until one side changes. */
  fork(): RecentTrees {
    const fork = new RecentTrees(this.kept);
    fork.all = this.all;
    [this.isShared, fork.isShared] = [true, true];
    return fork;
  }

  private own(): void {
    const { lines, order, next } = this.all;
    const copied = [...lines].map(
      ([node, { slots, from }]) => [node, { slots: slots.slice(from), from: 0 }] as const,
    );
    this.all = { lines: new Map(copied), order: order.slice(), next };
    this.isShared = false;
  }

  private *slots(): Iterable<KeptTree> {
    for (const [node, { slots, from }] of this.all.lines)
      for (const slot of slots.slice(from)) yield { node, ...slot };
  }

  private add(node: NodeId, slot: TreeSlot): void {
    const line = this.all.lines.get(node) ?? { slots: [], from: 0 };
    line.slots.push(slot);
    this.all.lines.set(node, line);
  }

  /** A node's registry just after that revision; undefined if the revision is too old. */
  at(node: NodeId, revision: number): RegistryTree | undefined {
    return this.slotAt(node, revision)?.tree;
  }

  /** The event that made the registry as it was just after that revision. */
  eventAt(node: NodeId, revision: number): Occurrence | undefined {
    return this.slotAt(node, revision)?.by;
  }

  private slotAt(node: NodeId, revision: number): TreeSlot | undefined {
    const { slots, from } = this.all.lines.get(node) ?? { slots: [], from: 0 };
    let [low, high] = [from, slots.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((slots[middle]?.revision ?? 0) <= revision) low = middle + 1;
      else high = middle;
    }
    return low > from ? slots[low - 1] : undefined;
  }

  /** The oldest kept registry of a node. */
  oldest(node: NodeId): RegistryTree | undefined {
    const { slots, from } = this.all.lines.get(node) ?? { slots: [], from: 0 };
    return slots[from]?.tree;
  }

  /**
   * The revision and the event since which a key of a node's last registry is as it is, as far back
   * as registries are kept; undefined for a node without a kept registry.
   */
  since(node: NodeId, key: string): Omit<TreeSlot, 'tree'> | undefined {
    const { slots, from } = this.all.lines.get(node) ?? { slots: [], from: 0 };
    const last = slots.at(-1);
    if (last === undefined) return undefined;
    const now = findKey(last.tree, key);
    let at = slots.length - 1;
    // An unchanged key is one shared object: the loop takes a step for each change elsewhere.
    while (at > from && findKey(slots[at - 1]?.tree ?? last.tree, key) === now) at -= 1;
    return slots[at];
  }

  /** The last registry of a node stays, however old it is. */
  private dropOldest(node: NodeId): void {
    const line = this.all.lines.get(node);
    if (line === undefined || line.from >= line.slots.length - 1) return;
    line.from += 1;
    if (line.from * 2 < line.slots.length) return;
    line.slots = line.slots.slice(line.from);
    line.from = 0;
  }
}
