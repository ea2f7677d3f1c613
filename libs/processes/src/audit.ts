import {
  violationKey,
  type ClusterEvent,
  type GroupId,
  type OpenGroup,
  type OpenResource,
  type OperationId,
  type Pin,
  type ResourceId,
  type ClusterState,
} from '#domain';
import { uuidV5 } from '#event-store';

import { pendingCaptures } from './captures/pending-captures.js';
import { isKind, type Process, type Step } from './execution/step.js';

type Violation = Extract<ClusterEvent, { type: 'RuleViolated' }>['data'];

/** The events after which the rules must hold for a group. */
const ENDS = new Set([
  'GroupMoveCompleted',
  'GroupOperationCompleted',
  'GroupMoveFailed',
  'GroupMoveDenied',
  'GroupOperationFailed',
]);

/**
 * Checks the rules after every operation of a group, and records each violation. A violation is a
 * defect of this service that an operator should know of.
 *
 * ```text
 * operation over, resource closed ──> RecordViolation, once for each
 * ```
 *
 * The check covers the last changes (R1) and restores (R2, R3) of a group, and the checkpoints of a
 * deleted resource (R4). Changes of live keys (R1, R6) may still be waiting for their capture.
 */
export const audit: Process = {
  name: 'audit',
  affected: (domainEvent) => {
    if (isKind(domainEvent, 'resource'))
      return domainEvent.event.type === 'ResourceClosed' ? [domainEvent.id] : [];
    return isKind(domainEvent, 'group') &&
      ENDS.has(domainEvent.event.type) &&
      'operation' in domainEvent.event.data
      ? [`${domainEvent.id}/${domainEvent.event.data.operation}`]
      : [];
  },
  all: (clusterState) =>
    clusterState.groupIds().flatMap((id) => {
      const ended = clusterState.openGroup(id)?.ended;
      return ended === undefined ? [] : [`${id}/${ended}`];
    }),
  next: (clusterState, key) => {
    const [id = '', operation] = key.split('/');
    const { cluster } = clusterState;
    if (cluster.status === 'absent') return [];
    const found =
      operation === undefined
        ? leftovers(clusterState, id as ResourceId)
        : violations(clusterState, id as GroupId, operation as OperationId);
    return found
      .filter((data) => !cluster.violations.has(violationKey(data)))
      .map((data): Step => ({
        kind: 'cluster',
        id: cluster.name,
        operation: data.operation,
        command: { type: 'RecordViolation', data },
        cause:
          operation === undefined
            ? clusterState.causes.of('lifecycle', id)
            : clusterState.causes.of('ended', id),
      }));
  },
};

/** Rule 4: a deleted resource takes its checkpoints with it. */
const leftovers = (clusterState: ClusterState, resource: ResourceId): readonly Violation[] => {
  const left = clusterState.leftovers.of(resource);
  const operation = uuidV5(resource, 'closed') as OperationId;
  const detail = `${left} checkpoints of a deleted resource were not deleted`;
  return left === 0 ? [] : [{ rule: 'R4', operation, detail, resource }];
};

/** The violations of the rules in a group without an operation. */
export const violations = (
  clusterState: ClusterState,
  id: GroupId,
  operation: OperationId,
): readonly Violation[] => {
  const group = clusterState.openGroup(id);
  if (group === undefined || group.operation !== undefined) return [];
  return [...group.members].flatMap((resource) =>
    faultsOf(clusterState, { group, operation }, resource).map(([rule, detail]) => ({
      rule,
      operation,
      detail,
      group: id,
      resource,
    })),
  );
};

/** The resources that an operation brought online without every restore. */
const unrestored = (
  clusterState: ClusterState,
  { onlineInterval, checkpoints, crypto }: OpenResource,
  by: OperationId,
): readonly Pin[] => {
  const node =
    onlineInterval?.operation === by ? clusterState.presentNode(onlineInterval.node) : undefined;
  if (onlineInterval === undefined || node === undefined) return [];
  return onlineInterval.restored.filter(({ checkpoint, capture }) => {
    const done = node.restores.get(checkpoint);
    const isDone = done?.operation === by && done.capture === capture;
    return !isDone && (checkpoints.has(checkpoint) || crypto.has(checkpoint));
  });
};

/**
 * Rule 3: online is only on the group's node, and with every restore. Rule 1: no change is left
 * without a capture.
 */
const faultsOf = (
  clusterState: ClusterState,
  { group, operation }: Readonly<{ group: OpenGroup; operation: OperationId }>,
  id: ResourceId,
): readonly (readonly [Violation['rule'], string])[] => {
  const resource = clusterState.openResource(id);
  if (resource === undefined) return [];
  const node = clusterState.onlineAt(id);
  const isElsewhere = node !== undefined && node !== group.owner;
  const isLate = pendingCaptures(clusterState, id).some(
    ({ late }) => late && resource.onlineInterval?.node !== group.owner,
  );
  const missing =
    resource.state === 'Online' ? unrestored(clusterState, resource, operation).length : 0;
  return [
    ...(isElsewhere
      ? [['R3', 'the resource is online on another node than its group'] as const]
      : []),
    ...(missing > 0
      ? [['R3', `the resource came online without ${missing} of its checkpoints restored`] as const]
      : []),
    ...(isLate ? [['R1', 'a change on the previous node is not captured'] as const] : []),
  ];
};
