import {
  failoversAt,
  isSatisfied,
  NODES_LESS_ONE,
  type GroupId,
  type NodeId,
  type OpenGroup,
  type OpenResource,
  type OperationId,
  type ResourceId,
  type ClusterView,
} from '#domain';
import { uuidV5 } from '#event-store';

import { failbackDue, failbackNode } from './failback.js';
import { ReadinessTable } from '../groups/readiness.js';
import { canHost, nextNodes, fallbackNode } from '../groups/placement.js';
import { isFailed, restartOutlook, type RestartOutlook } from './restart.js';
import { type Step } from '../execution/step.js';

/** A group without an operation under way. */
export type Idle = Readonly<{
  clusterState: ClusterView;
  id: GroupId;
  group: OpenGroup;
  now: number;
}>;

/** The steps that a rule wants now; none if it does not apply. */
type Rule = (idle: Idle) => readonly Step[];

const membersOf = ({ clusterState, id }: Idle): readonly (readonly [ResourceId, OpenResource])[] =>
  clusterState.openMembers(id);

/** The operation id for a cause. Two processes that see one cause begin one operation. */
const operationFor = ({ id, group }: Idle, cause: string): OperationId =>
  uuidV5(id, `${cause}:${group.epoch}`) as OperationId;

const markMembersLost: Rule = (idle) => {
  const { clusterState, group } = idle;
  const node = clusterState.presentNode(group.owner);
  if (node?.hasCrashed !== true) return [];
  const operation = node.crashedIn ?? operationFor(idle, 'crash');
  const { revision: nodeRevision } = node;
  const data = { operation, epoch: group.epoch, node: group.owner, nodeRevision };
  return membersOf(idle)
    .filter(([, { state }]) => state !== 'Offline' && state !== 'Failed')
    .map(([id]) => ({
      kind: 'resource',
      id,
      operation,
      command: { type: 'MarkResourceLost', data },
    }));
};

const moveTo = (
  idle: Idle,
  to: NodeId | undefined,
  {
    operation: known,
    ...more
  }: Readonly<{
    reason: 'failover' | 'failback';
    failover?: { at: number; limit: number; nodeRevision: number };
    /** The operation that the step is a part of. */
    operation?: OperationId | undefined;
  }>,
): readonly Step[] => {
  if (to === undefined) return [];
  const operation = known ?? operationFor(idle, more.reason);
  const data = { operation, to, after: idle.group.epoch, ...more };
  return [{ kind: 'group', id: idle.id, operation, command: { type: 'StartGroupMove', data } }];
};

const nodeIsDown: Rule = (idle) => {
  const { clusterState, id, group } = idle;
  const node = clusterState.presentNode(group.owner);
  if (node !== undefined && node.state !== 'Down') return [];
  const operation = node?.hasCrashed === true ? node.crashedIn : undefined;
  return moveTo(idle, fallbackNode(clusterState, id), { reason: 'failover', operation });
};

const startOperation = (
  idle: Idle,
  kind: 'online' | 'offline' | 'restart',
  resources: readonly ResourceId[],
): readonly Step[] => {
  if (resources.length === 0) return [];
  const operation = operationFor(idle, kind);
  const data = { operation, kind, resources, persist: false, after: idle.group.epoch };
  return [
    { kind: 'group', id: idle.id, operation, command: { type: 'StartGroupOperation', data } },
  ];
};

const failed = (idle: Idle): readonly (readonly [ResourceId, OpenResource])[] =>
  membersOf(idle).filter(([, resource]) => isFailed(resource));

/** The failovers that the policy still allows a group on its node (domain facts, M28 and M29). */
export type FailoverOutlook = Readonly<{
  /** The number of failovers that count at the instant. */
  failovers: number;
  /** The number of failovers that may follow. */
  failoversLeft: number;
  /** The next destination; undefined if none may follow, or no other node could host the group. */
  to: NodeId | undefined;
  /** The number of failovers that may count in all. */
  limit: number;
}>;

/** @param instant the time of a failure, past or possible; milliseconds since 1970 */
export const failoverOutlook = (
  clusterState: ClusterView,
  group: OpenGroup,
  instant: number,
): FailoverOutlook => {
  const others = nextNodes(clusterState, group);
  const { failoverThreshold } = group.policy;
  const limit = failoverThreshold === NODES_LESS_ONE ? others.length : failoverThreshold;
  const failovers = failoversAt(instant, group);
  const failoversLeft = Math.max(0, limit - failovers);
  return { failovers, failoversLeft, to: failoversLeft > 0 ? others[0] : undefined, limit };
};

/** True when the owner of the group can bring resources online. */
const canRun = ({ clusterState, group }: Idle): boolean => canHost(clusterState, group.owner);

type Placed = Pick<Idle, 'clusterState' | 'group' | 'now'>;

/**
 * Combines the restart and failover policies for a resource. The resource waits for its retry only
 * if its group may not fail over for it. The failover policy is evaluated at the instant of the
 * failure, not at the present, so that the passage of time alone never moves a group.
 */
export const resourceOutlook = (
  { clusterState, group, now }: Placed,
  resource: OpenResource,
): RestartOutlook & Readonly<{ escalation: (FailoverOutlook & { at: number }) | undefined }> => {
  const one = restartOutlook(resource, group, now);
  const { escalatedAt: at } = one;
  const escalation =
    at === undefined ? undefined : { ...failoverOutlook(clusterState, group, at), at };
  return escalation?.to === undefined
    ? { ...one, escalation: undefined }
    : { ...one, retryAt: undefined, escalation };
};

/** The instants at which failed resources come online again on the same node. */
export const restartInstants = (idle: Idle): readonly number[] =>
  canRun(idle) ? failed(idle).flatMap(([, resource]) => restartInstant(resource, idle) ?? []) : [];

const restartInstant = (resource: OpenResource, idle: Idle): number | undefined => {
  const { restartAt, retryAt } = resourceOutlook(idle, resource);
  return restartAt ?? retryAt;
};

const failsOver: Rule = (idle) => {
  if (!canRun(idle)) return [];
  const { clusterState, group } = idle;
  for (const [, resource] of failed(idle)) {
    const { escalation } = resourceOutlook(idle, resource);
    if (escalation === undefined) continue;
    const { at, limit, to } = escalation;
    const nodeRevision = clusterState.revision('node', group.owner);
    return moveTo(idle, to, { reason: 'failover', failover: { at, limit, nodeRevision } });
  }
  return [];
};

/** The resources of a set that could come online now, if the whole set were brought online. */
const startableOf = (
  { clusterState, group }: Idle,
  ids: readonly ResourceId[],
): readonly ResourceId[] => {
  const readiness = new ReadinessTable(clusterState, group, { among: new Set(ids) });
  return ids.filter((id) => readiness.of(id) !== 'stuck');
};

const restarts: Rule = (idle) => {
  if (!canRun(idle)) return [];
  const due = failed(idle).flatMap(([id, resource]) => {
    const at = restartInstant(resource, idle);
    return at !== undefined && at <= idle.now ? [id] : [];
  });
  return startOperation(idle, 'restart', startableOf(idle, due));
};

/** Takes resources offline whose providers have failed or gone offline. */
const takeOffline: Rule = (idle) => {
  const { clusterState, group } = idle;
  const isOnline = (id: ResourceId): boolean => {
    const resource = clusterState.openResource(id);
    return resource?.state === 'Online';
  };
  const dependents = membersOf(idle).filter(
    ([id, { state }]) => state === 'Online' && !isSatisfied(group.dependencies.get(id), isOnline),
  );
  return startOperation(
    idle,
    'offline',
    dependents.map(([id]) => id),
  );
};

const settles: Rule = (idle) =>
  startOperation(
    idle,
    'offline',
    membersOf(idle)
      .filter(([, { state }]) => state === 'OnlinePending' || state === 'OfflinePending')
      .map(([id]) => id),
  );

/** Brings the resources of a lost node to their persistent state, once its owner is up again. */
const resumes: Rule = (idle) => {
  const node = idle.clusterState.presentNode(idle.group.owner);
  if (!canRun(idle) || node?.ignoresPersistentState === true) return [];
  const desired = membersOf(idle).filter(
    ([, { state, persistentState, stays }]) =>
      state === 'Offline' && persistentState === 'Online' && !stays,
  );
  return startOperation(
    idle,
    'online',
    startableOf(
      idle,
      desired.map(([id]) => id),
    ),
  );
};

const failsBack: Rule = (idle) => {
  const due = failbackDue(idle);
  if (due === undefined || due > idle.now) return [];
  return moveTo(idle, failbackNode(idle.clusterState, idle.group), { reason: 'failback' });
};

/** The rules in order. The first rule with a step wins. */
export const RULES: readonly Rule[] = [
  markMembersLost,
  nodeIsDown,
  takeOffline,
  failsOver,
  restarts,
  settles,
  resumes,
  failsBack,
];
