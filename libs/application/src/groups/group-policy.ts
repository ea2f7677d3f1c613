import { type GroupPolicy, type ClusterState } from '#domain';

import { given } from '../fields.js';
import { resolveNode } from '../names.js';

/** The policies of a group as a caller gives them; nodes by name or id. */
export type GivenPolicy = Readonly<{
  preferredOwners?: readonly string[] | undefined;
  failoverThreshold?: number | undefined;
  failoverPeriod?: number | undefined;
  autoFailbackType?: 0 | 1 | undefined;
  failbackWindowStart?: number | undefined;
  failbackWindowEnd?: number | undefined;
}>;

/** The policies that were given, with node ids. @throws ClusterError for an unknown node */
export const policyOf = (
  clusterState: ClusterState,
  { preferredOwners, ...policy }: GivenPolicy,
): Partial<GroupPolicy> => ({
  ...given(policy),
  ...(preferredOwners && {
    preferredOwners: preferredOwners.map((node) => resolveNode(clusterState, node)),
  }),
});
