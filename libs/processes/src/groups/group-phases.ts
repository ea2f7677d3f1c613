import {
  type GroupId,
  type GroupOperation,
  type NodeId,
  type OpenGroup,
  type ResourceId,
  type ClusterState,
  withDependents,
  withProviders,
} from '#domain';

import { ReadinessTable } from './readiness.js';
import { captureSteps } from '../captures/capturing.js';
import { offlineSteps, onlineSteps, type Target } from './resource-steps.js';
import { type Step } from '../execution/step.js';

/** A group with the operation that is under way. */
export type OpenOperation = Readonly<{
  clusterState: ClusterState;
  id: GroupId;
  group: OpenGroup;
  operation: GroupOperation;
  now: number;
}>;

export const isDownNode = (clusterState: ClusterState, id: NodeId): boolean => {
  const node = clusterState.presentNode(id);
  return node === undefined || node.state === 'Down';
};

/** `done`, or the steps that are due now: none while another step must come first. */
type Phase = (open: OpenOperation) => readonly Step[] | 'done';

/** The phases of an operation, in order. */
export const phases = ({ group, operation }: OpenOperation): readonly Phase[] => {
  switch (operation.kind) {
    case 'online':
    case 'restart':
      return [fence, captureLate, online];
    case 'offline':
      return [fence, offline];
    case 'move':
      return group.owner === operation.to
        ? [fence, captureLate, online]
        : [fence, offline, capturePending, changeOwner];
  }
};

const orDone = (steps: readonly Step[]): readonly Step[] | 'done' =>
  steps.length === 0 ? 'done' : steps;

/**
 * Writes the epoch to every member, and to the node that the group leaves, before all other steps.
 */
const fence: Phase = ({ clusterState, id, group, operation: { epoch } }) => {
  const members = [...group.members].filter((member) => {
    const resource = clusterState.openResource(member);
    return resource !== undefined && resource.epoch < epoch;
  });
  const owner = clusterState.presentNode(group.owner);
  const fenced = owner !== undefined && (owner.fences.get(id) ?? 0) >= epoch;
  return orDone([
    ...members.map((member): Step => ({
      kind: 'resource',
      id: member,
      command: { type: 'FenceResource', data: { epoch } },
    })),
    ...(fenced ? [] : [fenceNode(group.owner, id, epoch)]),
  ]);
};

const fenceNode = (node: NodeId, group: GroupId, epoch: number): Step => ({
  kind: 'node',
  id: node,
  command: { type: 'FenceGroup', data: { group, epoch } },
});

/**
 * The goal of an operation for a resource. An operator's online also sets the persistent state of
 * providers; an offline sets only that of the named resources, so that dependents come back with
 * them.
 */
const target = ({ operation, group, now }: OpenOperation, id: ResourceId): Target => ({
  attempt: { operation: operation.id, epoch: operation.epoch, node: group.owner },
  persist:
    operation.kind !== 'move' &&
    operation.persist &&
    (operation.kind !== 'offline' || operation.resources.includes(id)),
  now,
  force: operation.kind !== 'move' && operation.force === true,
  stay: operation.kind !== 'move' && operation.stay === true,
  afresh: operation.kind !== 'move' && operation.afresh === true,
});

const leaving = ({ group, operation }: OpenOperation): ReadonlySet<ResourceId> =>
  operation.kind === 'move' ? group.members : withDependents(group, operation.resources);

const offline: Phase = (open) => {
  const { clusterState, group } = open;
  const left = [...leaving(open)].filter((id) => !isDown(open, id));
  if (left.length === 0) return 'done';
  if (isDownNode(clusterState, group.owner)) return left.map((id) => lossStep(open, id));
  const blocked = new Set(
    left.flatMap((id) => [...withProviders(group, [id])].filter((other) => other !== id)),
  );
  return left
    .filter((id) => !blocked.has(id))
    .flatMap((id) => offlineSteps(clusterState, id, target(open, id)));
};

/** True if a resource is down. An offline by command also has to set its persistent state. */
const isDown = (open: OpenOperation, id: ResourceId): boolean => {
  const resource = open.clusterState.openResource(id);
  if (resource === undefined || resource.state === 'Failed') return true;
  const sets = open.operation.kind === 'offline' && target(open, id).persist;
  return resource.state === 'Offline' && !(sets && resource.persistentState === 'Online');
};

/** Marks a resource as lost: its node can no longer answer. */
const lossStep = ({ clusterState, group, operation }: OpenOperation, id: ResourceId): Step => {
  const { id: of, epoch } = operation;
  const nodeRevision = clusterState.revision('node', group.owner);
  const data = { operation: of, epoch, node: group.owner, nodeRevision };
  return { kind: 'resource', id, command: { type: 'MarkResourceLost', data } };
};

/** The resources that the operation brings online. */
export const broughtOnline = (open: OpenOperation): ReadonlySet<ResourceId> => {
  const { clusterState, group, operation } = open;
  const desired = [...group.members].filter(
    (id) => clusterState.openResource(id)?.persistentState === 'Online',
  );
  if (operation.kind === 'move') return withProviders(group, desired);
  const named =
    operation.kind === 'restart' ? [...desired, ...operation.resources] : operation.resources;
  const all = withProviders(group, named);
  return isRequested(operation) ? all : new Set([...all].filter((id) => !isLeftToPolicy(open, id)));
};

/**
 * True for an operator's online, which also brings failed resources online. An automatic one leaves
 * them to their policy.
 */
const isRequested = ({ kind, ...operation }: GroupOperation): boolean =>
  kind === 'online' && 'persist' in operation && (operation.persist || operation.afresh === true);

/** True for a failed resource that the operation does not name: its own policy restarts it. */
const isLeftToPolicy = ({ clusterState, operation }: OpenOperation, id: ResourceId): boolean =>
  clusterState.openResource(id)?.state === 'Failed' &&
  operation.kind !== 'move' &&
  !operation.resources.includes(id);

const readinessOf = (open: OpenOperation, among: ReadonlySet<ResourceId>): ReadinessTable =>
  new ReadinessTable(open.clusterState, open.group, { among, operation: open.operation });

/** Brings resources online. A paused node takes a group, but no resource comes online there. */
const online: Phase = (open) => {
  const { clusterState, id: group } = open;
  const node = clusterState.presentNode(open.group.owner);
  if (node?.state !== 'Up') return 'done';
  const among = broughtOnline(open);
  const readiness = readinessOf(open, among);
  const moving = [...among].filter((id) => !['online', 'stuck'].includes(readiness.of(id)));
  if (moving.length === 0) return 'done';
  return moving
    .filter((id) => readiness.of(id) !== 'waiting')
    .flatMap((id) => onlineSteps(clusterState, { id, group }, target(open, id)));
};

/**
 * Captures an ended online interval completely before the next attempt restores its last capture.
 */
const captureLate: Phase = ({ clusterState, group }) =>
  orDone(
    [...group.members]
      .filter((id) => clusterState.openResource(id)?.state !== 'Online')
      .flatMap((id) => captureSteps(clusterState, id, 'recovering')),
  );

/**
 * Records the captures that a crash or a late edit left pending, before the group leaves the node.
 */
const capturePending: Phase = ({ clusterState, group }) =>
  orDone([...group.members].flatMap((id) => captureSteps(clusterState, id, 'recovering')));

const changeOwner: Phase = ({ id, operation }) => [
  {
    kind: 'group',
    id,
    command: { type: 'ChangeGroupOwner', data: { operation: operation.id } },
  },
];
