import { hash as digest } from 'node:crypto';

import { ABSENT_CONTAINER, findContainer, type OpenResource, type ResourceId } from '#domain';
import { type Planned } from '#processes';
import { findKey, hashKey } from '#registry';

import { directoryOf } from '../names.js';

/**
 * A hash of everything that a restore replaces, and of what is newer than the backup. It changes when one
 * of them does, or when one of the resources comes online or goes offline.
 */
export const replacedHash = (planned: Planned): string => {
  const { restore, things, newer, present } = planned;
  const { nodes, groups, resources } = directoryOf(present);
  const { backup, what, newer: how, force = false } = restore;
  const owners = new Set([
    ...things.resources,
    ...newer.resources,
    ...things.checkpoints.map(({ resource }) => resource),
  ]);
  return digest(
    'sha256',
    JSON.stringify([
      [backup, what, how, force, newer],
      things.isOfCluster && present.cluster.status === 'formed' && present.cluster.clobberPolicy,
      things.nodes.map((id) => nodes.get(id)),
      [...things.groups, ...newer.groups].map((id) => {
        const { policy, members, dependencies } = present.openGroup(id) ?? {};
        return [groups.get(id)?.name, policy, [...(members ?? [])], [...(dependencies ?? [])]];
      }),
      [...owners].map((id) => [resources.get(id)?.name, id, resourcePart(planned, id)]),
      things.registries.map(({ node, key }) => {
        const on = present.presentNode(node);
        return on && [[...on.defaultProviders], hashKey(findKey(on.registry, key))];
      }),
    ]),
  );
};

const resourcePart = ({ present }: Planned, id: ResourceId): unknown => {
  const resource = present.openResource(id);
  if (resource === undefined) return null;
  const { group, properties, persistentState } = resource;
  return [group, properties, persistentState, copiesOf({ present }, id, resource)];
};

/** The stored copies, or the live keys while the resource is online. */
const copiesOf = (
  { present }: Pick<Planned, 'present'>,
  id: ResourceId,
  { checkpoints, crypto }: OpenResource,
): unknown => {
  const node = present.onlineAt(id);
  const on = node && present.presentNode(node);
  return [
    node,
    [...checkpoints.values()].map(({ id: checkpoint, captures, hash, effectiveKey }) =>
      on === undefined
        ? [checkpoint, captures, hash]
        : [checkpoint, hashKey(findKey(on.registry, effectiveKey))],
    ),
    [...crypto.values()].map((checkpoint) =>
      on === undefined
        ? [checkpoint.id, checkpoint.fingerprint]
        : [checkpoint.id, findContainer(on, checkpoint)?.fingerprint ?? ABSENT_CONTAINER],
    ),
  ];
};
