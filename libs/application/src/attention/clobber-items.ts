import {
  type CheckpointRef,
  type CryptoCheckpoint,
  type Occurrence,
  type OpenResource,
  type RegistryCheckpoint,
  type ResourceId,
} from '#domain';

import { type HazardSources } from '../hazards/hazard-sources.js';
import { shownName } from '../names.js';
import { deleteCheckpoint } from '../remedies/remedy.js';
import { type AttentionItem } from './item.js';

/** A checkpoint, and the event that added it. */
type Added = CheckpointRef & Readonly<{ at: Occurrence | undefined }>;

/**
 * The checkpoints of which an earlier checkpoint of another resource has the same key, one above it
 * or one below it, or the same key container. The earlier one is no item: without the later ones it
 * is alone.
 */
export class ClobberItems {
  /** By key: the first checkpoints of up to two resources. Many checkpoints may have one key. */
  private readonly keys = new Map<string, readonly Added[]>();

  constructor(private readonly sources: HazardSources) {}

  /** The items of a resource. */
  of(resource: ResourceId, { checkpoints, crypto }: OpenResource): readonly AttentionItem[] {
    const items: AttentionItem[] = [];
    for (const found of checkpoints.values()) items.push(...this.ofKey(resource, found));
    for (const found of crypto.values()) items.push(...this.ofContainer(resource, found));
    return items;
  }

  private ofKey(
    resource: ResourceId,
    { id, key, effectiveKey }: RegistryCheckpoint,
  ): readonly AttentionItem[] {
    const known = this.keys.get(effectiveKey);
    const refs = known ?? this.sources.clusterState.overlapping(effectiveKey);
    if (refs.length < 2) return [];
    const first = known ?? this.firstOf(refs);
    this.keys.set(effectiveKey, first);
    const other = first.find((one) => one.resource !== resource);
    return this.item(this.added({ resource, checkpoint: id }), key, other);
  }

  private ofContainer(resource: ResourceId, found: CryptoCheckpoint): readonly AttentionItem[] {
    const { clusterState, claims } = this.sources;
    const group = clusterState.openResource(resource)?.group;
    const owner = group && clusterState.openGroup(group)?.owner;
    const node = owner && clusterState.presentNode(owner);
    const others = node === undefined ? [] : claims.othersOn(node, resource, found);
    if (others.length === 0) return [];
    const ref = this.added({ resource, checkpoint: found.id });
    return this.item(ref, found.name, this.firstOf(others)[0]);
  }

  private item(ref: Added, key: string, earlier: Added | undefined): readonly AttentionItem[] {
    if (earlier === undefined || order(earlier, ref) > 0) return [];
    const { clusterState } = this.sources;
    const { checkpoint } = ref;
    const resource = shownName(clusterState, 'resources', ref.resource);
    const other = shownName(clusterState, 'resources', earlier.resource);
    return [
      {
        severity: 'warning',
        kind: 'clobber',
        thing: { kind: 'checkpoint', id: checkpoint, name: key, resource },
        since: ref.at,
        detail: `${other} had a checkpoint there before ${resource}: each failover overwrites the other's data`,
        remedy: deleteCheckpoint(
          { resource, checkpoint, key },
          ', and use a different name for each instance',
        ),
      },
    ];
  }

  /** The earliest checkpoint, and the earliest one of another resource. */
  private firstOf(refs: readonly CheckpointRef[]): readonly Added[] {
    const inOrder = refs.map((ref) => this.added(ref)).sort(order);
    const [first] = inOrder;
    const other = inOrder.find(({ resource }) => resource !== first?.resource);
    return [first, other].filter((one) => one !== undefined);
  }

  private added({ resource, checkpoint }: CheckpointRef): Added {
    const at = this.sources.clusterState.causes.of('added', checkpoint);
    return { resource, checkpoint, at };
  }
}

/** By the log; checkpoints whose beginning is not known come first, by their ids. */
const order = (one: Added, other: Added): number => {
  const [a, b] = [BigInt(one.at?.position ?? 0), BigInt(other.at?.position ?? 0)];
  if (a !== b) return a < b ? -1 : 1;
  return one.checkpoint < other.checkpoint ? -1 : 1;
};
