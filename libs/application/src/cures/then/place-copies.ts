import { isUnrestored, type CuredCopy, type ResourceId } from '#domain';
import { diffKeys, findKey, hashKey, isWithin, type RegistryKey } from '#registry';

import { isRegistry, type RegistryTarget } from '../../checkpoints/copy-target.js';
import { type RunningCluster } from '../../running-cluster.js';
import { Contents } from '../preview/contents.js';
import { cureTarget, isOnline, refOf } from '../cure-part.js';
import { copyAfter, type Place, type PlaceThen } from './registry-place.js';

/** A stored copy that follows the revert of a place, before and after. */
export type FollowingCopy = Readonly<{
  target: RegistryTarget;
  before: RegistryKey | undefined;
  after: RegistryKey | undefined;
}>;

/** The resources on a node whose checkpoints cover a place of its registry, or lie below it. */
export const resourcesAt = (
  { state }: RunningCluster,
  { node, key }: Pick<Place, 'node' | 'key'>,
): readonly ResourceId[] => [
  ...new Set(
    state
      .overlapping(key)
      .map(({ resource }) => resource)
      .filter((resource) => {
        const group = state.openResource(resource)?.group;
        return group !== undefined && state.openGroup(group)?.owner === node;
      }),
  ),
];

/** The checkpoints of these resources that cover the place, or lie below it. */
export const targetsAt = (cluster: RunningCluster, place: Place): readonly RegistryTarget[] => {
  const owned = new Set(resourcesAt(cluster, place));
  return cluster.state
    .overlapping(place.key)
    .filter(({ resource, checkpoint }) => {
      const known = cluster.state.openResource(resource)?.checkpoints.get(checkpoint);
      const covers = known !== undefined && isWithin(place.key, known.effectiveKey);
      return owned.has(resource) && (place.name === undefined || covers);
    })
    .map(({ resource, checkpoint }) => cureTarget(cluster.state, resource, checkpoint))
    .filter(isRegistry);
};

/** The stored copies of resources that are not online, before and after the revert of a place. */
export const followingCopies = (
  cluster: RunningCluster,
  place: PlaceThen,
): readonly FollowingCopy[] => {
  const contents = new Contents(cluster);
  return targetsAt(cluster, place)
    .filter((target) => !isOnline({ target }) && target.checkpoint.captures > 0)
    .map((target) => {
      const { captures, effectiveKey } = target.checkpoint;
      const before = contents.of(target, captures);
      return { target, before, after: copyAfter(before, effectiveKey, place) };
    });
};

/**
 * The stored copies that a cure of a place names. A resource that is online captures the change
 * itself; should it fail at that moment, its copy follows all the same.
 */
export const copiesOf = (cluster: RunningCluster, place: PlaceThen): readonly CuredCopy[] => {
  const running = targetsAt(cluster, place).filter(
    (target) => isOnline({ target }) && !isUnrestored(target.checkpoint, target.state),
  );
  return [
    ...running
      .filter(({ on, checkpoint: { effectiveKey } }) => {
        const before = findKey(on.registry, effectiveKey);
        return hashKey(before) !== hashKey(copyAfter(before, effectiveKey, place));
      })
      .map((target): CuredCopy => ({ ...refOf({ target }), copy: 'live' })),
    ...followingCopies(cluster, place).flatMap((following) => copyOf(following, place)),
  ];
};

/** A key that the place contains becomes the live key, whatever its size. */
const copyOf = (
  { target, before, after }: FollowingCopy,
  { key, name }: Place,
): readonly CuredCopy[] => {
  const { effectiveKey, hash } = target.checkpoint;
  if (hashKey(after) === hash) return [];
  const ref = refOf({ target });
  if (name === undefined && isWithin(effectiveKey, key)) return [{ ...ref, copy: 'live' }];
  return [{ ...ref, copy: { changes: diffKeys(before, after, effectiveKey) } }];
};
