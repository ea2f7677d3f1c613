import {
  violationKey,
  type ClusterEvent,
  type GroupId,
  type OpenGroup,
  type OperationId,
  type ResourceId,
  type World,
} from '#domain';

import { owed } from './owed.js';
import { isKind, type Process, type Step } from './step.js';

type Violation = Extract<ClusterEvent, { type: 'RuleViolated' }>['data'];

/** After these, what the rules promise of a group holds. */
const ENDS = new Set([
  'GroupMoveCompleted',
  'GroupOperationCompleted',
  'GroupMoveFailed',
  'GroupOperationFailed',
]);

/**
 * Looks after every operation of a group whether the rules were kept, and records it where they
 * were not: that is a defect of this service, and somebody should be told.
 *
 * ```text
 * operation over ──> RecordViolation, once for each
 * ```
 */
export const audit: Process = {
  name: 'audit',
  affected: (fact) =>
    isKind(fact, 'group') && ENDS.has(fact.event.type) && 'operation' in fact.event.data
      ? [`${fact.id}/${fact.event.data.operation}`]
      : [],
  all: () => [],
  next: (world, key) => {
    const [group = '', operation = ''] = key.split('/');
    const { cluster } = world;
    if (cluster.status === 'absent') return [];
    return violations(world, group as GroupId, operation as OperationId)
      .filter((found) => !cluster.violations.has(violationKey(found)))
      .map((data): Step => ({
        kind: 'cluster',
        id: cluster.name,
        operation: operation as OperationId,
        command: { type: 'RecordViolation', data },
      }));
  },
};

/** What of the rules does not hold of a group that has nothing under way. */
export const violations = (
  world: World,
  id: GroupId,
  operation: OperationId,
): readonly Violation[] => {
  const group = world.group(id);
  if (group.status !== 'open' || group.operation !== undefined) return [];
  return [...group.members].flatMap((resource) =>
    faultsOf(world, group, resource).map(([rule, detail]) => ({
      rule,
      operation,
      detail,
      group: id,
      resource,
    })),
  );
};

/** Rule 3: online is what was restored where its group is. Rule 1: nothing is left uncaptured. */
const faultsOf = (
  world: World,
  group: OpenGroup,
  id: ResourceId,
): readonly (readonly [Violation['rule'], string])[] => {
  const resource = world.resource(id);
  if (resource.status !== 'open') return [];
  const node = world.onlineAt(id);
  const isElsewhere = node !== undefined && node !== group.owner;
  const isLate = owed(world, id).some(({ late }) => late && resource.window?.node !== group.owner);
  return [
    ...(isElsewhere ? [['R3', 'the resource is online where its group is not'] as const] : []),
    ...(isLate ? [['R1', 'a change on the node that was left is not captured'] as const] : []),
  ];
};
