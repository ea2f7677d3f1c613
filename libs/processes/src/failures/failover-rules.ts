import {
  isSatisfied,
  type NodeId,
  type Occurrence,
  type OpenResource,
  type OperationId,
  type ResourceId,
} from '#domain';
import { uuidV5 } from '#event-store';

import { failbackDue, failbackNode } from './failback.js';
import {
  causeOfEscape,
  causeOfFailback,
  causeOfFailover,
  causeOfLoss,
  causeOfRestart,
  causeOfResuming,
  causeOfSettling,
  causeOfTakingOffline,
  crashOf,
  type CauseOf,
  type Idle,
} from './failover-causes.js';
import { resourceOutlook } from './failover-outlook.js';
import { ReadinessTable } from '../groups/readiness.js';
import { canHost, fallbackNode } from '../groups/placement.js';
import { isFailed } from './restart.js';
import { type Step } from '../execution/step.js';

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
      cause: causeOfLoss(idle, id),
    }));
};

const moveTo = (
  idle: Idle,
  to: NodeId | undefined,
  {
    operation: known,
    cause,
    ...more
  }: Readonly<{
    reason: 'failover' | 'failback';
    failover?: { at: number; limit: number; nodeRevision: number };
    /** The operation that the step is a part of. */
    operation?: OperationId | undefined;
    cause: Occurrence | undefined;
  }>,
): readonly Step[] => {
  if (to === undefined) return [];
  const operation = known ?? operationFor(idle, more.reason);
  const data = { operation, to, after: idle.group.epoch, ...more };
  const command = { type: 'StartGroupMove', data } as const;
  return [{ kind: 'group', id: idle.id, operation, command, cause }];
};

const nodeIsDown: Rule = (idle) => {
  const { clusterState, id, group } = idle;
  const node = clusterState.presentNode(group.owner);
  if (node !== undefined && node.state !== 'Down') return [];
  const to = fallbackNode(clusterState, id);
  const operation = crashOf(idle, to);
  const cause = causeOfEscape(idle, to);
  return moveTo(idle, to, { reason: 'failover', operation, cause });
};

const startOperation = (
  idle: Idle,
  { kind, cause }: Readonly<{ kind: 'online' | 'offline' | 'restart'; cause: CauseOf }>,
  resources: readonly ResourceId[],
): readonly Step[] => {
  if (resources.length === 0) return [];
  const operation = operationFor(idle, kind);
  const data = { operation, kind, resources, persist: false, after: idle.group.epoch };
  const command = { type: 'StartGroupOperation', data } as const;
  return [{ kind: 'group', id: idle.id, operation, command, cause: cause(idle, resources) }];
};

const failed = (idle: Idle): readonly (readonly [ResourceId, OpenResource])[] =>
  membersOf(idle).filter(([, resource]) => isFailed(resource));

/** True when the owner of the group can bring resources online. */
const canRun = ({ clusterState, group }: Idle): boolean => canHost(clusterState, group.owner);

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
  for (const [id, resource] of failed(idle)) {
    const { escalation } = resourceOutlook(idle, resource);
    if (escalation === undefined) continue;
    const { at, limit, to } = escalation;
    const nodeRevision = clusterState.revision('node', group.owner);
    const cause = causeOfFailover(idle, id, to);
    return moveTo(idle, to, { reason: 'failover', failover: { at, limit, nodeRevision }, cause });
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
  return startOperation(idle, { kind: 'restart', cause: causeOfRestart }, startableOf(idle, due));
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
    { kind: 'offline', cause: causeOfTakingOffline },
    dependents.map(([id]) => id),
  );
};

const settles: Rule = (idle) =>
  startOperation(
    idle,
    { kind: 'offline', cause: causeOfSettling },
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
    { kind: 'online', cause: causeOfResuming },
    startableOf(
      idle,
      desired.map(([id]) => id),
    ),
  );
};

const failsBack: Rule = (idle) => {
  const due = failbackDue(idle);
  if (due === undefined || due > idle.now) return [];
  const to = failbackNode(idle.clusterState, idle.group);
  return moveTo(idle, to, { reason: 'failback', cause: causeOfFailback(idle, to) });
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
