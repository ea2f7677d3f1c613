import { type GroupPolicy, type NodeId, type OpenGroup, type ClusterView } from '#domain';

import { named, type Placement } from '../groups/candidates.js';
import { canHost, hostObstacle, isPossibleOwner, preferredPlacement } from '../groups/placement.js';

type Idle = Readonly<{ clusterState: ClusterView; group: OpenGroup; now: number }>;

/** The node that a group goes back to; undefined if it should stay. */
export const failbackNode = (clusterState: ClusterView, group: OpenGroup): NodeId | undefined =>
  failbackPlacement(clusterState, group)?.to;

/** The choice of the node that a group goes back to; undefined if the group is not to go back. */
export const failbackPlacement = (
  clusterState: ClusterView,
  group: OpenGroup,
): Placement | undefined => {
  const { displacedBy, policy } = group;
  if (displacedBy === undefined || !canHost(clusterState, group.owner)) return undefined;
  const home =
    displacedBy.reason === 'drain' ? drainedFrom(clusterState, group, displacedBy.from) : undefined;
  if (home !== undefined) {
    const obstacle = (node: NodeId) => hostObstacle(clusterState, group, node);
    return named({ clusterState, group }, { to: home, as: 'home' }, obstacle);
  }
  return policy.autoFailbackType === 1 && isFailbackAllowed(clusterState, group)
    ? preferredPlacement(clusterState, group)
    : undefined;
};

/** A drained group goes back at once if the resume said so. */
const drainedFrom = (
  clusterState: ClusterView,
  group: OpenGroup,
  from: NodeId,
): NodeId | undefined => {
  const node = clusterState.presentNode(from);
  const isBack = node?.failback === 'immediate';
  return isBack && canHost(clusterState, from) && isPossibleOwner(clusterState, group, from)
    ? from
    : undefined;
};

/** After a drain, true only if the resume left the failback to the policy. */
const isFailbackAllowed = (clusterState: ClusterView, { displacedBy }: OpenGroup): boolean => {
  if (displacedBy?.reason !== 'drain') return true;
  const node = clusterState.presentNode(displacedBy.from);
  return node?.failback === 'policy';
};

/** The instant at which a group goes back; undefined if it should stay. */
export const failbackDue = ({ clusterState, group, now }: Idle): number | undefined => {
  if (failbackNode(clusterState, group) === undefined) return undefined;
  const isAtOnce =
    group.displacedBy?.reason === 'drain' &&
    drainedFrom(clusterState, group, group.displacedBy.from) !== undefined;
  return isAtOnce ? now : nextInWindow(group.policy, now);
};

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/**
 * The present instant if it lies in the window, or there is no window; else the next opening. Hours
 * are UTC.
 */
export const nextInWindow = (
  { failbackWindowStart: start, failbackWindowEnd: end }: GroupPolicy,
  now: number,
): number => {
  if (start === -1 || end === -1) return now;
  const hour = new Date(now).getUTCHours();
  const isOpen = start <= end ? hour >= start && hour <= end : hour >= start || hour <= end;
  if (isOpen) return now;
  const hours = (start - hour + DAY_HOURS) % DAY_HOURS;
  return (Math.floor(now / HOUR_MS) + hours) * HOUR_MS;
};
