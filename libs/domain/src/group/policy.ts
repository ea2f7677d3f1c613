import { ClusterError } from '#clusapi';

import { type NodeId } from '../vocabulary/ids.js';

/** `FailoverThreshold`: one less than the number of nodes (domain facts, M28). */
export const NODES_LESS_ONE = 0xffffffff;

/** The settings of a group that an administrator changes (domain facts, M28 to M31). */
export type GroupPolicy = Readonly<{
  /** In order of preference, the best node first. */
  preferredOwners: readonly NodeId[];
  /** The number of failovers that are carried out within the period. */
  failoverThreshold: number;
  /** Hours. */
  failoverPeriod: number;
  /** 1: move back to a more preferred owner when it is up again. */
  autoFailbackType: 0 | 1;
  /** Hours of the day, UTC. Both are -1 for an immediate failback. */
  failbackWindowStart: number;
  failbackWindowEnd: number;
}>;

export const DEFAULT_POLICY: GroupPolicy = {
  preferredOwners: [],
  failoverThreshold: NODES_LESS_ONE,
  failoverPeriod: 6,
  autoFailbackType: 0,
  failbackWindowStart: -1,
  failbackWindowEnd: -1,
};

/** @throws ClusterError ERROR_INVALID_PARAMETER if only one end of the window is set */
export const requireWindow = ({
  failbackWindowStart: start,
  failbackWindowEnd: end,
}: GroupPolicy): void => {
  if ((start === -1) !== (end === -1))
    throw new ClusterError(
      'ERROR_INVALID_PARAMETER',
      'set it together with failbackWindowEnd, or neither (-1)',
      { field: 'failbackWindowStart' },
    );
};
