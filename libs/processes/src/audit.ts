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

import { owed } from './captures/owed.js';
import { isKind, type Process, type Step } from './execution/step.js';

type Violation = Extract<ClusterEvent, { type: 'RuleViolated' }>['data'];

/** After these, what the rules promise of a group holds. */
const ENDS = new Set([
  'GroupMoveCompleted',
  'GroupOperationCompleted',
  'GroupMoveFailed',
  'GroupMoveDenied',
  'GroupOperationFailed',
]);

/**
 * Looks after every operation of a group whether the rules were kept, and records it where they
 * were not: that is a defect of this service, and somebody should be told.
 *
 * ```text
 * operation over, resource closed ──> RecordViolation, once for each
 * ```
 *
 * Of the six, the last changes (R1) and restores (R2, R3) of a group, and the checkpoints of a deleted
 * resource (R4), can be looked after so; what is still to be captured of live keys (R1, R6) is owed.
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

/** What of the rules does not hold of a group that has nothing under way. */
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

/** What an operation brought online without what had to be restored before. */
const unrestored = (
  clusterState: ClusterState,
  { window, checkpoints, crypto }: OpenResource,
  by: OperationId,
): readonly Pin[] => {
  const node = window?.operation === by ? clusterState.presentNode(window.node) : undefined;
  if (window === undefined || node === undefined) return [];
  return window.restored.filter(({ checkpoint, capture }) => {
    const done = node.restores.get(checkpoint);
    const isDone = done?.operation === by && done.capture === capture;
    return !isDone && (checkpoints.has(checkpoint) || crypto.has(checkpoint));
  });
};

/** Rule 3: online is what was restored where its group is. Rule 1: nothing is left uncaptured. */
const faultsOf = (
  clusterState: ClusterState,
  { group, operation }: Readonly<{ group: OpenGroup; operation: OperationId }>,
  id: ResourceId,
): readonly (readonly [Violation['rule'], string])[] => {
  const resource = clusterState.openResource(id);
  if (resource === undefined) return [];
  const node = clusterState.onlineAt(id);
  const isElsewhere = node !== undefined && node !== group.owner;
  const isLate = owed(clusterState, id).some(
    ({ late }) => late && resource.window?.node !== group.owner,
  );
  const missing =
    resource.state === 'Online' ? unrestored(clusterState, resource, operation).length : 0;
  return [
    ...(isElsewhere ? [['R3', 'the resource is online where its group is not'] as const] : []),
    ...(missing > 0
      ? [['R3', `it came online without ${missing} of its checkpoints restored`] as const]
      : []),
    ...(isLate ? [['R1', 'a change on the node that was left is not captured'] as const] : []),
  ];
};
