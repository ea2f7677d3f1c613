import { ClusterError } from '#clusapi';

import { type NodeId } from '../vocabulary/ids.js';

/** `FailoverThreshold`: one less than there are nodes (domain facts, M28). */
export const NODES_LESS_ONE = 0xffffffff;

/** What an administrator sets of a group (domain facts, M28 to M31). */
export type GroupPolicy = Readonly<{
  /** The best one first. */
  preferredOwners: readonly NodeId[];
  /** How many failovers within the period are carried out. */
  failoverThreshold: number;
  /** Hours. */
  failoverPeriod: number;
  /** 1: back to a more preferred owner once that is up again. */
  autoFailbackType: 0 | 1;
  /** Hours of the day, UTC; both -1 for at once. */
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

/** @throws ClusterError ERROR_INVALID_PARAMETER for half of a window */
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
