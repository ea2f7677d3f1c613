import {
  type NodeId,
  type ResourceId,
  type ClusterState,
  withProviders,
  latest,
  providersOf,
  withDependents,
} from '#domain';

import { broughtOnline, leaving, type OpenOperation } from './open-operation.js';
import { MemberCauses } from './member-causes.js';
import { causeOfAll, causeOfFence } from './operation-causes.js';
import { ReadinessTable } from './readiness.js';
import { captureSteps } from '../captures/capturing.js';
import { offlineSteps, onlineSteps, type Target } from './resource-steps.js';
import { type Step } from '../execution/step.js';

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
const fence: Phase = (open) => {
  const {
    clusterState,
    id,
    group,
    operation: { epoch },
  } = open;
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
      cause: causeOfFence(open, member),
    })),
    ...(fenced ? [] : [fenceNode(open)]),
  ]);
};

const fenceNode = (open: OpenOperation): Step => ({
  kind: 'node',
  id: open.group.owner,
  command: { type: 'FenceGroup', data: { group: open.id, epoch: open.operation.epoch } },
  cause: causeOfFence(open),
});

/**
 * The goal of an operation for a resource. An operator's online also sets the persistent state of
 * providers; an offline sets only that of the named resources, so that dependents come back with
 * them.
 */
const target = (open: OpenOperation, id: ResourceId): Omit<Target, 'cause'> => {
  const { operation, group, now } = open;
  return {
    attempt: { operation: operation.id, epoch: operation.epoch, node: group.owner },
    persist:
      operation.kind !== 'move' &&
      operation.persist &&
      (operation.kind !== 'offline' || operation.resources.includes(id)),
    now,
    force: operation.kind !== 'move' && operation.force === true,
    stay: operation.kind !== 'move' && operation.stay === true,
    afresh: operation.kind !== 'move' && operation.afresh === true,
  };
};

const offline: Phase = (open) => {
  const { clusterState, group } = open;
  const left = [...leaving(open)].filter((id) => !isDown(open, id));
  if (left.length === 0) return 'done';
  if (isDownNode(clusterState, group.owner)) return left.map((id) => lossStep(open, id));
  const causes = new MemberCauses(open);
  const blocked = new Set(
    left.flatMap((id) => [...withProviders(group, [id])].filter((other) => other !== id)),
  );
  return left
    .filter((id) => !blocked.has(id))
    .flatMap((id) => {
      const cause = causes.of(id, withDependents(group, [id]));
      return offlineSteps(clusterState, id, { ...target(open, id), cause });
    });
};

/** True if a resource is down. An offline by command also has to set its persistent state. */
const isDown = (open: OpenOperation, id: ResourceId): boolean => {
  const resource = open.clusterState.openResource(id);
  if (resource === undefined || resource.state === 'Failed') return true;
  const sets = open.operation.kind === 'offline' && target(open, id).persist;
  return resource.state === 'Offline' && !(sets && resource.persistentState === 'Online');
};

/** Marks a resource as lost: its node can no longer answer. */
const lossStep = (open: OpenOperation, id: ResourceId): Step => {
  const { clusterState, group, operation } = open;
  const { id: of, epoch } = operation;
  const nodeRevision = clusterState.revision('node', group.owner);
  const data = { operation: of, epoch, node: group.owner, nodeRevision };
  const command = { type: 'MarkResourceLost', data } as const;
  const lost = clusterState.causes.of('down', group.owner);
  const cause = latest(lost, new MemberCauses(open).of(id, []));
  return { kind: 'resource', id, command, cause };
};

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
  const causes = new MemberCauses(open);
  return moving
    .filter((id) => readiness.of(id) !== 'waiting')
    .flatMap((id) => {
      const cause = causes.of(id, providersOf(open.group.dependencies.get(id)));
      return onlineSteps(clusterState, { id, group }, { ...target(open, id), cause });
    });
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

const changeOwner: Phase = (open) => [
  {
    kind: 'group',
    id: open.id,
    command: { type: 'ChangeGroupOwner', data: { operation: open.operation.id } },
    cause: causeOfAll(open),
  },
];
