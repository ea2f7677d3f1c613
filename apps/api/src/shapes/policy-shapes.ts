import { nameOf } from '#application';
import { type GroupId, type ResourceId, type ClusterView } from '#domain';
import { groupPolicyState, resourcePolicyState } from '#processes';

import { type Schemas } from '../http/answer/answers.js';

/** The state of a resource's restart policy; instants are RFC 3339. */
export type ResourcePolicyShape = Readonly<{
  failures: number;
  restartsLeft: number;
  nextRestartAt: string | null;
  retryAt: string | null;
}>;

/** The state of a group's failover policy; the node is given by name. */
export type GroupPolicyShape = Readonly<{
  failovers: number;
  failoversLeft: number;
  nextNode: string | null;
}>;

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

const COUNT = { type: 'integer', minimum: 0 } as const;
const INSTANT = { type: 'string', format: 'date-time', nullable: true } as const;

/** The schema in the OpenAPI document. */
export const RESOURCE_POLICY_STATE: Schemas = {
  policyState: {
    type: 'object',
    nullable: true,
    description:
      'State of the restart policy; null between the creation of the resource and its first event',
    required: ['failures', 'restartsLeft', 'nextRestartAt', 'retryAt'],
    properties: {
      failures: {
        ...COUNT,
        description:
          'Failures on this node within restartPeriod, since the group arrived or an operator brought the resource online',
      },
      restartsLeft: { ...COUNT, description: 'Number of further failures that lead to a restart' },
      nextRestartAt: {
        ...INSTANT,
        description: 'Time of the next restart; null if no restart is due',
      },
      retryAt: {
        ...INSTANT,
        description:
          'Time of the next try after the threshold was exceeded; null if no retry is due',
      },
    },
  },
};

/** The schema in the OpenAPI document. */
export const GROUP_POLICY_STATE: Schemas = {
  policyState: {
    type: 'object',
    nullable: true,
    description:
      'State of the failover policy; null between the creation of the group and its first event',
    required: ['failovers', 'failoversLeft', 'nextNode'],
    properties: {
      failovers: {
        ...COUNT,
        description: 'Failovers because of a failed resource within failoverPeriod',
      },
      failoversLeft: { ...COUNT, description: 'Number of further failovers that may follow now' },
      nextNode: {
        type: 'string',
        nullable: true,
        description:
          'Destination of the next failover; null if none may follow, or no node could host the group',
      },
    },
  },
};
