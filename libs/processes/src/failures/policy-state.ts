import { type GroupId, type NodeId, type ResourceId, type ClusterView } from '#domain';

import { failoverOutlook, resourceOutlook } from './failover-outlook.js';
import { canHost } from '../groups/placement.js';

/** The progress of a resource's restart policy; instants in milliseconds since 1970. */
export type ResourcePolicyState = Readonly<{
  failures: number;
  restartsLeft: number;
  /** Undefined if no restart is due, or the node can't run a resource now. */
  nextRestartAt: number | undefined;
  retryAt: number | undefined;
}>;

/** The progress of a group's failover policy. */
export type GroupPolicyState = Readonly<{
  failovers: number;
  failoversLeft: number;
  nextNode: NodeId | undefined;
}>;

/**
 * The restart policy's progress, from the functions of the failover process; undefined for an
 * unknown resource.
 */
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

/**
 * The failover policy's progress, from the functions of the failover process; undefined for an
 * unknown group.
 */
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
