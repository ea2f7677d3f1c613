import {
  type CheckpointId,
  type GroupId,
  type NodeId,
  type OpenResource,
  type ResourceId,
} from '#domain';
import { foldName } from '#registry';

import { idsIn, type RestoredThings, type Restoring } from './restored-things.js';

/** A checkpoint, its resource, and its key or container as typed. */
export type NewerCheckpoint = Readonly<{
  resource: ResourceId;
  checkpoint: CheckpointId;
  key: string;
}>;

/** The things in the restored part of a cluster that are newer than the backup. */
export type NewerThings = Readonly<{
  nodes: readonly NodeId[];
  groups: readonly GroupId[];
  resources: readonly ResourceId[];
  checkpoints: readonly NewerCheckpoint[];
}>;

/**
 * The things that the backup does not have: of a cluster all of them, of a group its members, and of
 * resources that come back their checkpoints. A member that the backup has in another group is not
 * newer.
 */
export const newerThings = (restoring: Restoring, things: RestoredThings): NewerThings => {
  const { restore, present, target } = restoring;
  const { what } = restore;
  const resources =
    'cluster' in what
      ? present.resourceIds()
      : 'group' in what
        ? present.membersOf(what.group)
        : [];
  const known = new Set(target.view.resourceIds());
  const listed = new Set(present.resourceIds());
  const isCluster = 'cluster' in what;
  return {
    nodes: isCluster ? without(present.nodeIds(), target.view.nodeIds()) : [],
    groups: isCluster ? without(present.groupIds(), target.view.groupIds()) : [],
    resources: resources.filter((id) => listed.has(id) && !known.has(id)),
    checkpoints:
      'checkpoint' in what
        ? inTheWay(restoring, things)
        : things.resources.flatMap((id) => newerCheckpoints(restoring, id)),
  };
};

const without = <Id>(all: readonly Id[], others: readonly Id[]): readonly Id[] => {
  const known = new Set(others);
  return all.filter((id) => !known.has(id));
};

const newerCheckpoints = (
  { present, target }: Restoring,
  resource: ResourceId,
): readonly NewerCheckpoint[] => {
  const known = new Set(idsIn(target.view.openResource(resource)));
  return keysOf(present.openResource(resource))
    .filter(({ checkpoint }) => !known.has(checkpoint))
    .map((newer) => ({ ...newer, resource }));
};

const keysOf = (
  resource: OpenResource | undefined,
): readonly Omit<NewerCheckpoint, 'resource'>[] =>
  resource === undefined
    ? []
    : [
        ...[...resource.checkpoints.values()].map(({ id, key }) => ({ checkpoint: id, key })),
        ...[...resource.crypto.values()].map(({ id, name }) => ({ checkpoint: id, key: name })),
      ];

/** The checkpoint that has the key of one that comes back. */
const inTheWay = (
  restoring: Restoring,
  { checkpoints }: RestoredThings,
): readonly NewerCheckpoint[] =>
  checkpoints.flatMap(({ resource, checkpoint }) => {
    const key = restoring.target.view.openResource(resource)?.checkpoints.get(checkpoint)?.key;
    if (key === undefined) return [];
    return newerCheckpoints(restoring, resource).filter(
      (newer) => foldName(newer.key) === foldName(key),
    );
  });
