import { ClusterError } from '#clusapi';
import { type CheckpointRef, type GroupId, type ResourceId } from '#domain';

import { type CopyTarget } from '../checkpoints/copy-target.js';
import { resolveGroup, resolveResource } from '../names.js';
import { type RunningCluster } from '../running-cluster.js';
import { cureTarget } from './cure-part.js';

/** The thing whose checkpoints a cure is about, by its name or id. */
export type ScopeName = Readonly<{ kind: 'resource' | 'group'; nameOrId: string }>;

/** The same by its id. */
export type Scope =
  Readonly<{ kind: 'resource'; id: ResourceId }> | Readonly<{ kind: 'group'; id: GroupId }>;

/**
 * @throws NoSuchThing
 */
export const scopeOf = ({ state }: RunningCluster, { kind, nameOrId }: ScopeName): Scope =>
  kind === 'group'
    ? { kind, id: resolveGroup(state, nameOrId) }
    : { kind, id: resolveResource(state, nameOrId) };

/** The resources of a scope. */
export const resourcesIn = ({ state }: RunningCluster, scope: Scope): readonly ResourceId[] =>
  scope.kind === 'group' ? state.membersOf(scope.id) : [scope.id];

/** The checkpoints of a scope, those of registry keys first. */
export const targetsIn = (cluster: RunningCluster, scope: Scope): readonly CopyTarget[] => {
  const open = resourcesIn(cluster, scope).flatMap((resource) => {
    const state = cluster.state.openResource(resource);
    return state === undefined ? [] : [{ resource, state }];
  });
  const registry = open.flatMap(({ resource, state: { checkpoints } }) =>
    [...checkpoints.keys()].map((checkpoint): CheckpointRef => ({ resource, checkpoint })),
  );
  const crypto = open.flatMap(({ resource, state }) =>
    [...state.crypto.keys()].map((checkpoint): CheckpointRef => ({ resource, checkpoint })),
  );
  return [...registry, ...crypto].map(({ resource, checkpoint }) =>
    cureTarget(cluster.state, resource, checkpoint),
  );
};

/**
 * @throws ClusterError ERROR_FILE_NOT_FOUND for a scope without checkpoints
 */
export const requireTargets = (
  targets: readonly CopyTarget[],
  { kind }: Scope,
): readonly CopyTarget[] => {
  if (targets.length === 0)
    throw new ClusterError('ERROR_FILE_NOT_FOUND', `the ${kind} has no checkpoint`);
  return targets;
};

/** The answer to a cure of a scope. */
export type CuredScope = Readonly<{
  scope: Scope;
  checkpoints: readonly CheckpointRef[];
  untouched: readonly Readonly<{ resource: ResourceId; checkpoint: string; reason: string }>[];
}>;

/** The command of a scope in the metadata of events: `RevertGroup`. */
export const commandOf = (verb: 'Revert' | 'Restore' | 'Recapture', { kind }: Scope): string =>
  `${verb}${kind === 'group' ? 'Group' : 'Resource'}`;
