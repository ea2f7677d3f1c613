import { findContainer, providersOf, ABSENT_CONTAINER, type ResourceId } from '#domain';
import { hashKey } from '#registry';

import { liveContainers, liveKeys } from './live-keys.js';
import { isUp, type Planned } from './phase.js';

/** A resource that is online, and what a restore would do to it. */
export type Disturbed = Readonly<{ resource: ResourceId; why: string }>;

/**
 * The resources that are online and whose applications a restore would disturb: their live keys change,
 * or they go offline. Such a restore needs `force`.
 */
export const disturbedBy = (planned: Planned): readonly Disturbed[] => [
  ...disturbedLive(planned),
  ...disturbedRegistries(planned),
  ...planned.things.resources.flatMap((resource) => moved(planned, resource)),
  ...removed(planned),
];

const disturbedLive = (planned: Planned): readonly Disturbed[] => {
  const { present, things } = planned;
  const keys = liveKeys(planned, things.checkpoints).filter(
    ({ known, node, hash, isMissing }) =>
      isMissing || hashKey(present.registryKey(node, known.effectiveKey)) !== hash,
  );
  const containers = liveContainers(planned, things.checkpoints).filter(
    ({ node, known, fingerprint }) => {
      const on = present.presentNode(node);
      const found = on && findContainer(on, known);
      return (found?.fingerprint ?? ABSENT_CONTAINER) !== fingerprint;
    },
  );
  return [...keys, ...containers].map(({ ref: { resource } }) => ({
    resource,
    why: 'its application is not told of a change of its keys',
  }));
};

/** The registries of nodes that come back, under running resources. */
const disturbedRegistries = ({ present, target, things }: Planned): readonly Disturbed[] =>
  things.registries.flatMap(({ node, key }) =>
    present
      .overlapping(key)
      .filter(({ resource }) => present.onlineAt(resource) === node)
      .filter(({ resource, checkpoint }) => {
        const known = present.openResource(resource)?.checkpoints.get(checkpoint);
        if (known === undefined) return false;
        const { effectiveKey } = known;
        const [now, then] = [present, target].map((at) => at.registryKey(node, effectiveKey));
        return hashKey(now) !== hashKey(then);
      })
      .map(({ resource }) => ({
        resource,
        why: 'its application is not told of a change of its keys',
      })),
  );

const moved = ({ present, target }: Planned, resource: ResourceId): readonly Disturbed[] => {
  const [now, then] = [present.openResource(resource), target.view.openResource(resource)];
  if (now === undefined || then === undefined || !isUp(present, resource)) return [];
  if (now.group !== then.group)
    return [{ resource, why: 'it would go offline, and back to another group' }];
  const [before, after] = [present, target.view].map((at) =>
    providersOf(at.openGroup(then.group)?.dependencies.get(resource)),
  );
  const isMore = after?.some((provider) => before?.includes(provider) !== true) === true;
  return isMore ? [{ resource, why: 'it would depend on another resource' }] : [];
};

const removed = ({ present, newer, restore }: Planned): readonly Disturbed[] =>
  restore.newer === 'keep'
    ? []
    : newer.resources
        .filter((resource) => isUp(present, resource))
        .map((resource) => ({ resource, why: 'it would go offline, and be removed' }));
