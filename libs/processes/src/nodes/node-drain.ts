import {
  latest,
  type GroupId,
  type NodeId,
  type Occurrence,
  type OpenDrain,
  type OpenGroup,
  type OperationId,
  type ResourceId,
  type ClusterState,
} from '#domain';

import { drainPlacement } from '../groups/move-placement.js';
import { allCaused } from '../execution/caused.js';
import { isKind, type Process, type StepCommand } from '../execution/step.js';

/**
 * Moves the groups away from a node that stops or is drained. If no other node can take a group:
 * before a stop, the group goes offline in place and keeps its persistent state. In a drain, the
 * group stays; is stopped if the drain is forced; or waits if the drain is retried.
 *
 * ```text
 * DrainStarted ──> every group: StartGroupMove | StartGroupOperation (offline) | stays
 *              ──> NodeStopped | DrainCompleted (Completed, or Failed when one stayed)
 * ```
 */
export const nodeDrain: Process = {
  name: 'node-drain',
  affected: (domainEvent, clusterState) => {
    if (isKind(domainEvent, 'group')) return nodesOf(clusterState, domainEvent.id as GroupId);
    if (domainEvent.event.type === 'DrainStarted') return [domainEvent.id];
    return MAKES_ROOM.has(domainEvent.event.type) ? retried(clusterState) : [];
  },
  all: (clusterState) => clusterState.nodeIds(),
  next: (clusterState, key) => {
    const id = key as NodeId;
    const node = clusterState.presentNode(id);
    if (node?.drain === undefined) return [];
    const { drain } = node;
    const groups = concerned(clusterState, id, drain).map((group) =>
      leavingOf(clusterState, group, drain),
    );
    const busy = groups.filter(({ plan }) => plan !== 'done' && plan !== 'stays');
    if (busy.length > 0)
      return busy.flatMap((leaving) =>
        allCaused(leaveStep(leaving, drain), causeOfLeaving(clusterState, id, leaving)),
      );
    const left = groups.flatMap(({ id: group, plan }) => (plan === 'stays' ? [group] : []));
    const { operation } = drain;
    const command = {
      type: 'CompleteDrain',
      data: { operation, ...outcomeOf(clusterState, left) },
    } as const;
    const { causes } = clusterState;
    const cause = latest(causes.of('drain', id), causes.of('groups', id));
    return [{ kind: 'node', id, operation, command, cause }];
  },
};

/** The events after which a node may be able to take a waiting group. */
const MAKES_ROOM = new Set([
  'NodeOpened',
  'NodeStarted',
  'NodeResumed',
  'DrainCompleted',
  'ResourceConfigured',
]);

/** The node of a group, and the node that it is leaving. */
const nodesOf = (clusterState: ClusterState, id: GroupId): readonly NodeId[] => {
  const group = clusterState.openGroup(id);
  if (group === undefined) return [];
  return group.displacedBy === undefined ? [group.owner] : [group.owner, group.displacedBy.from];
};

const retried = (clusterState: ClusterState): readonly string[] => {
  return clusterState.nodeIds().filter((id) => clusterState.presentNode(id)?.drain?.retry === true);
};

const outcomeOf = (
  { cluster }: ClusterState,
  left: readonly GroupId[],
): Readonly<{ status: 'Completed' | 'Failed'; reason?: string }> => {
  if (left.length === 0) return { status: 'Completed' };
  const groups = cluster.status === 'formed' ? cluster.groups : undefined;
  const names = left.map((id) => groups?.get(id)?.name ?? id);
  return { status: 'Failed', reason: `no other node can take ${names.join(', ')}` };
};

/** The groups on the node, and those that have left it and are not online yet. */
const concerned = (
  clusterState: ClusterState,
  id: NodeId,
  { operation }: OpenDrain,
): readonly GroupId[] => {
  return clusterState.groupIds().filter((key) => {
    const group = clusterState.openGroup(key);
    return group !== undefined && (group.owner === id || isLeaving(group, id, operation));
  });
};

/** One operation may stop several nodes at once. */
const isLeaving = ({ operation: open }: OpenGroup, node: NodeId, operation: OperationId): boolean =>
  open?.kind === 'move' && open.id === operation && open.from === node;

/** The remaining work for a group on a node that is being drained. */
type Plan =
  | 'done'
  | 'stays'
  | 'waits'
  | Readonly<{ to: NodeId; after: number }>
  | Readonly<{ stop: readonly ResourceId[]; after: number }>;

type Leaving = Readonly<{ id: GroupId; plan: Plan }>;

const leavingOf = (clusterState: ClusterState, id: GroupId, drain: OpenDrain): Leaving => {
  const group = clusterState.openGroup(id);
  if (group === undefined) return { id, plan: 'done' };
  if (group.operation !== undefined) return { id, plan: 'waits' };
  const { to } = drainPlacement(clusterState, group, drain);
  const after = group.epoch;
  if (to !== undefined) return { id, plan: { to, after } };
  const stop = runningMembers(clusterState, group);
  if (stop.length === 0) return { id, plan: 'done' };
  if (drain.purpose === 'stop' || drain.force === true) return { id, plan: { stop, after } };
  return { id, plan: drain.retry === true ? 'waits' : 'stays' };
};

const runningMembers = (
  clusterState: ClusterState,
  { members }: OpenGroup,
): readonly ResourceId[] =>
  [...members].filter((member) => {
    const resource = clusterState.openResource(member);
    return resource !== undefined && resource.state !== 'Offline' && resource.state !== 'Failed';
  });

/** The drain, the end of the group's operation, or the event that made room for the group. */
const causeOfLeaving = (
  { causes }: ClusterState,
  node: NodeId,
  { id, plan }: Leaving,
): Occurrence | undefined => {
  const begun = latest(causes.of('drain', node), causes.of('ended', id));
  if (typeof plan === 'string' || !('to' in plan)) return begun;
  return latest(begun, causes.of('available', plan.to));
};

const leaveStep = ({ id, plan }: Leaving, { operation }: OpenDrain): readonly StepCommand[] => {
  if (typeof plan === 'string') return [];
  const step = { kind: 'group', id, operation } as const;
  const { after } = plan;
  if ('to' in plan) {
    const data = { operation, to: plan.to, reason: 'drain', after } as const;
    return [{ ...step, command: { type: 'StartGroupMove', data } }];
  }
  const data = { operation, kind: 'offline', resources: plan.stop, persist: false, after } as const;
  return [{ ...step, command: { type: 'StartGroupOperation', data } }];
};
