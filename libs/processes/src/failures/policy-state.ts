import { type GroupId, type NodeId, type ResourceId, type ClusterView } from '#domain';

import { failoverOutlook, resourceOutlook } from './failover-rules.js';
import { canHost } from '../groups/placement.js';

/** How far the restart policy of a resource is; instants in milliseconds since 1970. */
export type ResourcePolicyState = Readonly<{
  failures: number;
  restartsLeft: number;
  /** Undefined where no restart is due, or its node can't run anything now. */
  nextRestartAt: number | undefined;
  retryAt: number | undefined;
}>;

/** How far the failover policy of a group is. */
export type GroupPolicyState = Readonly<{
  failovers: number;
  failoversLeft: number;
  nextNode: NodeId | undefined;
}>;

/** Told by the very functions that the failover process asks; undefined for no such resource. */
export const resourcePolicyState = (
  clusterState: ClusterView,
  id: ResourceId,
  now: number,
): ResourcePolicyState | undefined => {
  const resource = clusterState.openResource(id);
  const group = resource && clusterState.openGroup(resource.group);
  if (resource === undefined || group === undefined) return undefined;
  const one = resourceOutlook({ clusterState, group, now }, resource);
  const { failures, restartsLeft, restartAt, retryAt } = one;
  const runs = canHost(clusterState, group.owner);
  return {
    failures,
    restartsLeft,
    nextRestartAt: runs ? restartAt : undefined,
    retryAt: runs ? retryAt : undefined,
  };
};

/** As for a resource. */
export const groupPolicyState = (
  clusterState: ClusterView,
  id: GroupId,
  now: number,
): GroupPolicyState | undefined => {
  const group = clusterState.openGroup(id);
  if (group === undefined) return undefined;
  const { failovers, failoversLeft, to } = failoverOutlook(clusterState, group, now);
  return { failovers, failoversLeft, nextNode: to };
};
