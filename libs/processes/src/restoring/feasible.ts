import { ClusterError } from '#clusapi';
import { dependentsOf, providersOf, type ResourceId } from '#domain';

import { requireNames } from './directory-phase.js';
import { type Planned } from './phase.js';

/**
 * Refuses what a later phase could not do, before the first one begins.
 *
 * @throws ClusterError for a name that is taken, a provider that is not there, or a dependent that stays
 */
export const requireFeasible = (planned: Planned): void => {
  requireNames(planned);
  for (const id of planned.things.resources) {
    requireProviders(planned, id);
    requireFree(planned, id, 'goes back to another group');
  }
  if (planned.restore.newer === 'remove')
    for (const id of planned.newer.resources) requireFree(planned, id, 'is newer than the backup');
};

/** @throws ClusterError ERROR_DEPENDENCY_NOT_FOUND for a provider that is in no group with it */
const requireProviders = ({ present, target, things }: Planned, id: ResourceId): void => {
  const group = target.view.openResource(id)?.group;
  const then = group && target.view.openGroup(group)?.dependencies.get(id);
  if (group === undefined || then === undefined) return;
  const members = new Set([...present.membersOf(group), ...things.resources]);
  const missing = providersOf(then).find((provider) => !members.has(provider));
  if (missing !== undefined)
    throw new ClusterError(
      'ERROR_DEPENDENCY_NOT_FOUND',
      `resource ${id} depended on ${missing}, which is not in its group any more: restore the group`,
    );
};

/** @throws ClusterError ERROR_DEPENDENT_RESOURCE_EXISTS for a dependent that keeps its dependency */
const requireFree = (planned: Planned, id: ResourceId, why: string): void => {
  const { present, target, things, newer } = planned;
  const [now, then] = [present.openResource(id), target.view.openResource(id)];
  const group = now && present.openGroup(now.group);
  if (group === undefined || now?.group === then?.group) return;
  const stranger = dependentsOf(id, group).find(
    (other) => !things.resources.includes(other) && !newer.resources.includes(other),
  );
  if (stranger !== undefined)
    throw new ClusterError(
      'ERROR_DEPENDENT_RESOURCE_EXISTS',
      `resource ${stranger} depends on ${id}, which ${why}: remove the dependency first`,
    );
};
