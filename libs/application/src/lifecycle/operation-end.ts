import { type ClusterError, type StatusName } from '#clusapi';
import { streamName, type GroupId, type NodeId, type OperationId } from '#domain';

import { type WaitCondition } from '../execution/command-plan.js';
import { type Outcome } from '../execution/outcome.js';
import { Refusal } from '../refusals.js';
import { type RunningCluster } from '../running-cluster.js';

type Cluster = Pick<RunningCluster, 'name' | 'state'>;

/** Holds once an operation of a group has ended. */
export const groupOperationEnded = (
  { name, state }: Cluster,
  group: GroupId,
  operation: OperationId,
): WaitCondition => ({
  streams: [streamName(name, 'group', group)],
  holds: () => {
    const now = state.openGroup(group);
    return now === undefined || now.operation?.id !== operation;
  },
});

/** Holds once a node's drain has ended; undefined if there is no drain. */
export const drainEnded = (
  { name, state }: Cluster,
  node: NodeId,
  operation: OperationId,
): WaitCondition => ({
  streams: [streamName(name, 'node', node)],
  holds: () => {
    const now = state.presentNode(node);
    return now === undefined || now.drain?.operation !== operation;
  },
});

/** The refusal that an ended operation is answered with; undefined if it succeeded. */
export const operationFailure = (
  { events }: Outcome,
  operation: OperationId,
): ClusterError | undefined => {
  const failed = events.find(({ type }) => type in FAILURES);
  const [status, why, more] = (failed && FAILURES[failed.type]) ?? [];
  const detail = `${why}: see /v1/operations/${operation}`;
  return status && new Refusal(status, detail, { operation, ...more });
};

type Failure = readonly [StatusName, why: string, more?: Readonly<{ slug: string }>];

const FAILURES: Readonly<Record<string, Failure>> = {
  GroupOperationFailed: ['ERROR_RESMON_ONLINE_FAILED', 'not all resources came online'],
  GroupMoveFailed: ['ERROR_HOST_NODE_NOT_AVAILABLE', 'the destination was lost'],
  GroupMoveDenied: [
    'ERROR_INVALID_STATE',
    'another resource that comes online there has a checkpoint on the same key',
    { slug: 'clobber' },
  ],
};
