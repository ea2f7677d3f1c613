import { type CheckpointRef, type NodeId } from '#domain';
import { type Planned } from '#processes';
import { differences, hashKey, type Difference } from '#registry';

import { RegistryCopy } from '../checkpoints/registry-copy.js';
import { isRegistry } from '../checkpoints/copy-target.js';
import { cureTarget } from '../cures/cure-part.js';
import { type RunningCluster } from '../running-cluster.js';

/** A key of a node that the next online of a resource there overwrites. */
export type OverwrittenKey = CheckpointRef &
  Readonly<{
    node: NodeId;
    /** As typed. */
    key: string;
    summary: Readonly<Record<Difference['change'], number>>;
  }>;

/** The first of these keys, and true if there are more. */
export type NextOnline = Readonly<{ items: readonly OverwrittenKey[]; more: boolean }>;

const MAX_ITEMS = 100;

/**
 * The keys that differ from their stored copies after a restore. For a node they are those of the restored
 * subtree, whatever resource may come online there; else those of the owners.
 */
export const nextOnline = (copy: RunningCluster, { things }: Planned): NextOnline => {
  const { state } = copy;
  const onOwners = things.checkpoints.map((ref) => ({ ref, node: ownerOf(copy, ref) }));
  const onNodes = things.isOfCluster
    ? []
    : things.registries.flatMap(({ node, key }) =>
        state.overlapping(key).map((ref) => ({ ref, node })),
      );
  const items: OverwrittenKey[] = [];
  for (const { ref, node } of [...onOwners, ...onNodes]) {
    const found = node && overwritten(copy, ref, node);
    if (found === undefined) continue;
    if (items.length === MAX_ITEMS) return { items, more: true };
    items.push(found);
  }
  return { items, more: false };
};

const ownerOf = ({ state }: RunningCluster, { resource }: CheckpointRef): NodeId | undefined => {
  const group = state.openResource(resource)?.group;
  return group && state.openGroup(group)?.owner;
};

const overwritten = (
  copy: RunningCluster,
  ref: CheckpointRef,
  node: NodeId,
): OverwrittenKey | undefined => {
  const { state } = copy;
  const known = state.openResource(ref.resource)?.checkpoints.get(ref.checkpoint);
  if (known === undefined || known.captures === 0) return undefined;
  if (state.onlineAt(ref.resource) === node) return undefined;
  const from = state.registryKey(node, known.effectiveKey);
  if (hashKey(from) === known.hash) return undefined;
  const target = cureTarget(state, ref.resource, ref.checkpoint);
  if (!isRegistry(target)) return undefined;
  const to = new RegistryCopy(copy).content(target, known.captures);
  const { summary } = differences({ from, to, key: known.effectiveKey }, 0);
  return { ...ref, node, key: known.key, summary };
};
