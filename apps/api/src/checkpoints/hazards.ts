import { type RegistryCheckpoint, type ResourceId, type World } from '#domain';
import { isSharedKey, isWithin, mentionsWow6432Node } from '#registry';

import { nameOf, resourceState } from '../core/resolve.js';

/** Something about a checkpoint that will surprise somebody, and what to do about it. */
export type Hazard = Readonly<{
  kind: 'clobber' | 'nested' | 'wow6432node' | 'shared-key-twin';
  detail: string;
  remedy: string;
  with: string | null;
}>;

/** Everything that is known to go wrong with a checkpoint as it stands. */
export const hazardsOf = (
  world: World,
  resource: ResourceId,
  checkpoint: RegistryCheckpoint,
): readonly Hazard[] => [
  ...clobbers(world, resource, checkpoint),
  ...nested(world, resource, checkpoint),
  ...reserved(checkpoint),
];

const clobbers = (
  world: World,
  resource: ResourceId,
  { effectiveKey }: RegistryCheckpoint,
): readonly Hazard[] => {
  const others = new Set(world.overlapping(effectiveKey).map((ref) => ref.resource));
  others.delete(resource);
  return [...others].map((id) => {
    const other = nameOf(world, 'resources', id) ?? id;
    return {
      kind: 'clobber',
      detail: `${other} checkpoints the same key, one above it or one below it: each failover overwrites the other's data`,
      remedy: 'use a different key name for each instance',
      with: other,
    };
  });
};

const nested = (
  world: World,
  resource: ResourceId,
  { id, effectiveKey }: RegistryCheckpoint,
): readonly Hazard[] =>
  [...resourceState(world, resource).checkpoints.values()]
    .filter(
      (other) =>
        other.id !== id &&
        (isWithin(other.effectiveKey, effectiveKey) || isWithin(effectiveKey, other.effectiveKey)),
    )
    .map((other) => ({
      kind: isTwin(other, effectiveKey) ? 'shared-key-twin' : 'nested',
      detail: `${other.key} of the same resource covers the same values`,
      remedy: 'keep one of the two',
      with: other.key,
    }));

const isTwin = (other: RegistryCheckpoint, effectiveKey: string): boolean =>
  isSharedKey(other.key) &&
  isWithin(other.effectiveKey, effectiveKey) &&
  isWithin(effectiveKey, other.effectiveKey);

const reserved = ({ key }: RegistryCheckpoint): readonly Hazard[] =>
  mentionsWow6432Node(key)
    ? [
        {
          kind: 'wow6432node',
          detail: 'Wow6432Node is reserved and is not redirected again',
          remedy: 'type the path of the 32-bit view, with the 32-bit code',
          with: null,
        },
      ]
    : [];
