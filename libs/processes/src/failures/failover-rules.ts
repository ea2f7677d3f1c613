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

import { failbackDue, failbackHome } from './failback.js';
import { ReadinessTable } from '../groups/readiness.js';
import { canHost, nextNodes, fallbackNode } from '../groups/placement.js';
import { isFailed, restartOutlook, type RestartOutlook } from './restart.js';
import { type Step } from '../execution/step.js';

/** A group that has nothing under way. */
export type Idle = Readonly<{
  clusterState: ClusterView;
  id: GroupId;
  group: OpenGroup;
  now: number;
}>;

/** The steps that it has to take now; none where it has nothing to say. */
type Rule = (idle: Idle) => readonly Step[];

const membersOf = ({ clusterState, id }: Idle): readonly (readonly [ResourceId, OpenResource])[] =>
  clusterState.openMembers(id);

/** The same for the same cause, so that two who see it do it once. */
const operationFor = ({ id, group }: Idle, cause: string): OperationId =>
  uuidV5(id, `${cause}:${group.epoch}`) as OperationId;

const lost: Rule = (idle) => {
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
    /** What it is a part of. */
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

const bring = (
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

/** Those that failed and shall be online. */
const failed = (idle: Idle): readonly (readonly [ResourceId, OpenResource])[] =>
  membersOf(idle).filter(([, resource]) => isFailed(resource));

/** The failovers that the policy still allows a group on its node (domain facts, M28 and M29). */
export type FailoverOutlook = Readonly<{
  /** How many failovers count at an instant. */
  failovers: number;
  /** How many more may follow. */
  failoversLeft: number;
  /** Where the next one goes; undefined where none may follow, or no other node could host it. */
  to: NodeId | undefined;
  /** How many may count in all. */
  limit: number;
}>;

/** @param instant when a resource failed, or may fail; milliseconds since 1970 */
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
 * Combines the restart and failover policies for a resource: it waits for its retry only where its group may not
 * leave for its sake. Whether that may leave is asked of the instant of the failure, not of now: time
 * that goes by afterwards does not move a group that has come to rest.
 */
export const resourceOutlook = (
  { clusterState, group, now }: Placed,
  resource: OpenResource,
): RestartOutlook & Readonly<{ leaves: (FailoverOutlook & { at: number }) | undefined }> => {
  const one = restartOutlook(resource, group, now);
  const { escalatedAt: at } = one;
  const leaves = at === undefined ? undefined : { ...failoverOutlook(clusterState, group, at), at };
  return leaves?.to === undefined
    ? { ...one, leaves: undefined }
    : { ...one, retryAt: undefined, leaves };
};

/** When each resource that failed is brought online again where it is. */
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
    const { leaves } = resourceOutlook(idle, resource);
    if (leaves === undefined) continue;
    const { at, limit, to } = leaves;
    const nodeRevision = clusterState.revision('node', group.owner);
    return moveTo(idle, to, { reason: 'failover', failover: { at, limit, nodeRevision } });
  }
  return [];
};

/** Those of a set that could come online now, if all of the set were brought online. */
const ableOf = (
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
  return bring(idle, 'restart', ableOf(idle, due));
};

/** What needs something that failed, or left otherwise, can not stay. */
const leaves: Rule = (idle) => {
  const { clusterState, group } = idle;
  const isOnline = (id: ResourceId): boolean => {
    const resource = clusterState.openResource(id);
    return resource?.state === 'Online';
  };
  const dependents = membersOf(idle).filter(
    ([id, { state }]) => state === 'Online' && !isSatisfied(group.dependencies.get(id), isOnline),
  );
  return bring(
    idle,
    'offline',
    dependents.map(([id]) => id),
  );
};

const settles: Rule = (idle) =>
  bring(
    idle,
    'offline',
    membersOf(idle)
      .filter(([, { state }]) => state === 'OnlinePending' || state === 'OfflinePending')
      .map(([id]) => id),
  );

/** A group that lost its node comes back as it shall be, once its owner is up again. */
const resumes: Rule = (idle) => {
  const node = idle.clusterState.presentNode(idle.group.owner);
  if (!canRun(idle) || node?.ignoresPersistentState === true) return [];
  const shall = membersOf(idle).filter(
    ([, { state, persistentState, stays }]) =>
      state === 'Offline' && persistentState === 'Online' && !stays,
  );
  return bring(
    idle,
    'online',
    ableOf(
      idle,
      shall.map(([id]) => id),
    ),
  );
};

const failsBack: Rule = (idle) => {
  const due = failbackDue(idle);
  if (due === undefined || due > idle.now) return [];
  return moveTo(idle, failbackHome(idle.clusterState, idle.group), { reason: 'failback' });
};

/** What is looked at, in this order: the first that has something to do. */
export const RULES: readonly Rule[] = [
  lost,
  nodeIsDown,
  leaves,
  failsOver,
  restarts,
  settles,
  resumes,
  failsBack,
];
