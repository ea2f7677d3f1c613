import {
  blockingHold,
  defaultProvider,
  findContainer,
  type CheckpointId,
  type ClusterView,
  type CryptoCheckpoint,
  type KeyId,
  type NodeId,
  type NodeView,
  type ResourceId,
} from '#domain';
import { type LossesOfRestore, type ReadModels } from '#read-models';

import { hashAhead } from '../execution/hash-ahead.js';
import { type DriftTrees } from './drift-trees.js';
import { EarlierRestores } from './earlier-restores.js';
import {
  isOfContainer,
  keysIn,
  nextRestores,
  type NextContainer,
  type NextKey,
} from './next-restores.js';

/** The losses of each checkpoint that is restored. */
export type LossesByCheckpoint = ReadonlyMap<CheckpointId, LossesOfRestore>;

/** The parts that find the losses of restores. */
export type WouldLoseParts = Readonly<{
  reads: Pick<ReadModels, 'ledger'>;
  /** True if sealed key material is there; false after its erasure. */
  hasKey: (key: KeyId) => Promise<boolean>;
  /** Lets other work go on. */
  pause: () => Promise<void>;
}>;

type Ahead = Readonly<{ resource: ResourceId; node: NodeId; on: NodeView }>;

/**
 * The places that the next online of a resource on a node would lose, by the judge of the ledger: the
 * restores of all its checkpoints, one after the other. A restore that a hold blocks, or whose
 * keys were erased, loses nothing.
 */
export class WouldLose {
  constructor(
    private readonly trees: DriftTrees,
    private readonly parts: WouldLoseParts,
  ) {}

  async of(resource: ResourceId, node: NodeId): Promise<LossesByCheckpoint> {
    const on = this.trees.view.presentNode(node);
    const losses = new Map<CheckpointId, LossesOfRestore>();
    if (on === undefined) return losses;
    const ahead = { resource, node, on };
    const earlier = new EarlierRestores((key) => this.trees.live(node, key));
    for (const next of nextRestores(this.trees, resource, node))
      losses.set(
        next.checkpoint.id,
        isOfContainer(next)
          ? await this.ofContainer(ahead, next)
          : await this.ofKey(ahead, next, earlier),
      );
    return losses;
  }

  private async ofKey(
    ahead: Ahead,
    { checkpoint, content: after, owed }: NextKey,
    earlier: EarlierRestores,
  ): Promise<LossesOfRestore> {
    const { effectiveKey: key, id } = checkpoint;
    if (blockingHold(key, ahead.on) !== undefined) return NO_LOSSES;
    const before = earlier.treeAt(key);
    const missing = after === undefined ? [] : earlier.missingAbove(key);
    const { count } = earlier;
    earlier.add({ key, before, after });
    if (before === after) return NO_LOSSES;
    for (const tree of [before, after]) await hashAhead(tree, this.parts.pause);
    return this.parts.reads.ledger.ahead.ofKey({
      ...this.restore(ahead, id, owed),
      ...{ key, before, after, missing },
      isSettled: (place) => earlier.hasChanged(place, count),
      pause: this.parts.pause,
    });
  }

  private async ofContainer(
    ahead: Ahead,
    { checkpoint, content, isFresh, owed }: NextContainer,
  ): Promise<LossesOfRestore> {
    const { on } = ahead;
    const hasProvider =
      checkpoint.provider !== '' || defaultProvider(on, checkpoint.type) !== undefined;
    if (!hasProvider || checkpoint.captures === 0) return NO_LOSSES;
    const lost = findContainer(on, checkpoint)?.fingerprint;
    const restore = this.restore(ahead, checkpoint.id, owed);
    const sides = { lost, kept: keysIn(content) };
    const losses = this.parts.reads.ledger.ahead.ofContainer(restore, checkpoint, sides);
    return losses.items.length === 0 || isFresh || (await this.hasKeys(checkpoint))
      ? losses
      : NO_LOSSES;
  }

  /** False if the key material of the last capture was erased. */
  private async hasKeys({ keys }: CryptoCheckpoint): Promise<boolean> {
    const last = keys.at(-1);
    return typeof last !== 'string' || (await this.parts.hasKey(last));
  }

  private restore({ resource, node, on }: Ahead, checkpoint: CheckpointId, owed: number) {
    const { view, at } = this.trees;
    const { group, owner } = placementOf(view, resource);
    return { clusterState: view, resource, checkpoint, group, owner, node, on, at, owed };
  }
}

/** The losses of a checkpoint that loses nothing, or is not restored. */
export const NO_LOSSES: LossesOfRestore = { items: [], more: false, size: 0 };

const placementOf = (
  view: ClusterView,
  resource: ResourceId,
): Readonly<{ group: string; owner: string }> => {
  const group = view.openResource(resource)?.group;
  const open = group === undefined ? undefined : view.openGroup(group);
  return { group: group ?? '', owner: open?.owner ?? '' };
};
