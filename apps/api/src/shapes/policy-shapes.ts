import { nameOf } from '#application';
import { type GroupId, type ResourceId, type ClusterView } from '#domain';
import { groupPolicyState, resourcePolicyState } from '#processes';

import { type GroupPolicyShape, type ResourcePolicyShape } from './thing-schemas.js';

const textOf = (instant: number | undefined): string | null =>
  instant === undefined ? null : new Date(instant).toISOString();

/**
 * @param now milliseconds since 1970; for a past state, the time of that state
 */
export const resourcePolicyShape = (
  clusterState: ClusterView,
  id: ResourceId,
  now: number,
): ResourcePolicyShape | null => {
  const state = resourcePolicyState(clusterState, id, now);
  return state === undefined
    ? null
    : { ...state, nextRestartAt: textOf(state.nextRestartAt), retryAt: textOf(state.retryAt) };
};

/** The same for a group. @param now as for a resource */
export const groupPolicyShape = (
  clusterState: ClusterView,
  id: GroupId,
  now: number,
): GroupPolicyShape | null => {
  const state = groupPolicyState(clusterState, id, now);
  if (state === undefined) return null;
  const { nextNode: node, ...counts } = state;
  return {
    ...counts,
    nextNode: node === undefined ? null : (nameOf(clusterState, 'nodes', node) ?? node),
  };
};
