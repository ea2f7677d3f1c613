import {
  failoversAt,
  NODES_LESS_ONE,
  type ClusterView,
  type NodeId,
  type OpenGroup,
  type OpenResource,
} from '#domain';

import { nextNodes } from '../groups/placement.js';
import { type Idle } from './failover-causes.js';
import { restartOutlook, type RestartOutlook } from './restart.js';

/** The failovers that the policy still allows a group on its node (domain facts, M28 and M29). */
export type FailoverOutlook = Readonly<{
  /** The number of failovers that count at the instant. */
  failovers: number;
  /** The number of failovers that may follow. */
  failoversLeft: number;
  /** The next destination; undefined if none may follow, or no other node could host the group. */
  to: NodeId | undefined;
  /** The number of failovers that may count in all. */
  limit: number;
}>;

/** @param instant the time of a failure, past or possible; milliseconds since 1970 */
export const failoverOutlook = (
  clusterState: ClusterView,
  group: OpenGroup,
  instant: number,
): FailoverOutlook => {
  const others = nextNodes(clusterState, group);
  const { failoverThreshold } = group.policy;
  const limit = failoverThreshold === NODES_LESS_ONE ? others.length : failoverThreshold;
  const failovers = failoversAt(instant, group);
  const failoversLeft = Math.max(0, limit - failovers);
  return { failovers, failoversLeft, to: failoversLeft > 0 ? others[0] : undefined, limit };
};

type Placed = Pick<Idle, 'clusterState' | 'group' | 'now'>;

/**
 * Combines the restart and failover policies for a resource. The resource waits for its retry only
 * if its group may not fail over for it. The failover policy is evaluated at the instant of the
 * failure, not at the present, so that the passage of time alone never moves a group.
 */
export const resourceOutlook = (
  { clusterState, group, now }: Placed,
  resource: OpenResource,
): RestartOutlook & Readonly<{ escalation: (FailoverOutlook & { at: number }) | undefined }> => {
  const one = restartOutlook(resource, group, now);
  const { escalatedAt: at } = one;
  const escalation =
    at === undefined ? undefined : { ...failoverOutlook(clusterState, group, at), at };
  return escalation?.to === undefined
    ? { ...one, escalation: undefined }
    : { ...one, retryAt: undefined, escalation };
};
