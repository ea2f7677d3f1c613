import { nameOf } from '#application';
import { type GroupId, type ResourceId, type ClusterView } from '#domain';
import { groupPolicyState, resourcePolicyState } from '#processes';

import { type Schemas } from '../http/answer/answers.js';

/** How far the restart policy of a resource is; instants as RFC 3339. */
export type ResourcePolicyShape = Readonly<{
  failures: number;
  restartsLeft: number;
  nextRestartAt: string | null;
  retryAt: string | null;
}>;

/** How far the failover policy of a group is; the node by its name. */
export type GroupPolicyShape = Readonly<{
  failovers: number;
  failoversLeft: number;
  nextNode: string | null;
}>;

const textOf = (instant: number | undefined): string | null =>
  instant === undefined ? null : new Date(instant).toISOString();

/** @param now milliseconds since 1970; of a state of the past, the instant it is of */
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

/** As for a resource. */
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

/** As the OpenAPI document has it. */
export const RESOURCE_POLICY_STATE: Schemas = {
  policyState: {
    type: 'object',
    nullable: true,
    description: 'How far the restart policy is; null between the creation and the first event',
    required: ['failures', 'restartsLeft', 'nextRestartAt', 'retryAt'],
    properties: {
      failures: {
        ...COUNT,
        description:
          'Failures on this node, since the group arrived or an operator brought the resource online, within restartPeriod',
      },
      restartsLeft: { ...COUNT, description: 'How many more failures are answered with a restart' },
      nextRestartAt: {
        ...INSTANT,
        description: 'When the failed resource is restarted; null where no restart is due',
      },
      retryAt: {
        ...INSTANT,
        description:
          'When a resource that failed beyond its threshold is tried again; null where no retry is due',
      },
    },
  },
};

/** As the OpenAPI document has it. */
export const GROUP_POLICY_STATE: Schemas = {
  policyState: {
    type: 'object',
    nullable: true,
    description: 'How far the failover policy is; null between the creation and the first event',
    required: ['failovers', 'failoversLeft', 'nextNode'],
    properties: {
      failovers: {
        ...COUNT,
        description: 'Failovers because of a failed resource within failoverPeriod',
      },
      failoversLeft: { ...COUNT, description: 'How many more of them may follow now' },
      nextNode: {
        type: 'string',
        nullable: true,
        description:
          'Where the next one goes; null where none may follow, or no node could host it',
      },
    },
  },
};
