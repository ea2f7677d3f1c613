import {
  type ClusterState,
  type DeniedMove,
  type GroupId,
  type NodeId,
  type Occurrence,
  type ResourceId,
} from '#domain';

import { earliestAfter } from '../due.js';
import { isDownNode, phases } from './group-phases.js';
import { broughtOnline, type OpenOperation } from './open-operation.js';
import { causeOfAll, causeOfDetour, causeOfFence } from './operation-causes.js';
import { fallbackNode } from './placement.js';
import { pendingUntil } from './resource-steps.js';
import { isKind, type Process, type Step } from '../execution/step.js';

/**
 * Carries an operation of a group from its start to its end.
 *
 * ```text
 * move     denied ──> failed
 *          fence ──> offline (capture) ──> owner changes ──> online (restore) ──> completed
 *            └─ the destination is lost ──> redirected, or failed
 * online   fence ──> online, providers first (restore) ──> completed | failed
 * offline  fence ──> offline, dependents first (capture) ──> completed
 * restart  fence ──> persistent state Online, providers first (restore) ──> completed | failed
 *            └─ the node is lost ──> failed
 * ```
 */
export const groupOperation: Process = {
  name: 'group-operation',
  affected: (domainEvent, clusterState) => {
    if (isKind(domainEvent, 'group')) return [domainEvent.id];
    if (isKind(domainEvent, 'resource')) return groupOf(clusterState, domainEvent.id as ResourceId);
    return isKind(domainEvent, 'node')
      ? groupsOfNode(clusterState, domainEvent.id as NodeId, domainEvent.event)
      : [];
  },
  all: (clusterState) => clusterState.groupIds(),
  next: (clusterState, key, { now }) => {
    const id = key as GroupId;
    const group = clusterState.openGroup(id);
    if (group?.operation === undefined) return [];
    const { operation } = group;
    return advance({ clusterState, id, group, operation, now }).map((step) => ({
      ...step,
      operation: operation.id,
    }));
  },
  due: (clusterState, key, { now }) => {
    const group = clusterState.openGroup(key as GroupId);
    if (group?.operation === undefined) return undefined;
    const ends = [...group.members].map((member) => {
      const resource = clusterState.openResource(member);
      return resource && pendingUntil(resource, now);
    });
    return earliestAfter(now, ends);
  },
};

/** The group of a resource, also of a closed one: its operation goes on without the resource. */
export const groupOf = (clusterState: ClusterState, id: ResourceId): readonly string[] => {
  const resource = clusterState.resource(id);
  return resource.status === 'absent' ? [] : [resource.group];
};

const NODE_LEAVES = new Set(['NodeCrashed', 'NodeStopped']);
/** The events after which a restore or a capture may have become impossible. */
const BLOCKS_RESTORES = new Set([
  'RegistryHeld',
  'KeyContainerStored',
  'KeyContainerDeleted',
  'KeyContainerAbsenceRestored',
]);

/** The groups on a node, and those that are moving to it. */
const groupsOfNode = (
  clusterState: ClusterState,
  id: NodeId,
  event: { type: string; data: object },
): Iterable<string> => {
  const own = 'group' in event.data ? [String(event.data.group)] : [];
  if (BLOCKS_RESTORES.has(event.type)) return new Set([...own, ...clusterState.groupsOn(id)]);
  if (own.length > 0) return own;
  if (!NODE_LEAVES.has(event.type)) return [];
  return clusterState.groupIds().filter((key) => {
    const group = clusterState.openGroup(key);
    if (group?.operation === undefined) return false;
    return group.owner === id || (group.operation.kind === 'move' && group.operation.to === id);
  });
};

/** The steps of the first unfinished phase; after the last phase, the end of the operation. */
const advance = (open: OpenOperation): readonly Step[] => {
  const { clusterState, id, group, operation } = open;
  const denied = clusterState.denials.moves.get(id);
  if (denied?.operation === operation.id) return [denial(open, denied)];
  const destination = operation.kind === 'move' ? operation.to : group.owner;
  if (isDownNode(clusterState, destination)) return elsewhere(open, destination);
  for (const phase of phases(open)) {
    const steps = phase(open);
    if (steps !== 'done') return steps;
  }
  return ending(open);
};

/**
 * The reaction to the loss of the operation's node: a move is redirected, any other operation
 * fails.
 */
const elsewhere = (open: OpenOperation, lost: NodeId): readonly Step[] => {
  const { clusterState, id, operation } = open;
  const to = operation.kind === 'move' ? fallbackNode(clusterState, id) : undefined;
  const cause = causeOfDetour(open, lost, to);
  if (to === undefined) return [failure(open, 'the node is lost', cause)];
  const data = { operation: operation.id, to };
  return [{ kind: 'group', id, command: { type: 'RedirectGroupMove', data }, cause }];
};

/** A move is denied when it begins, before any of its steps. */
const denial = (open: OpenOperation, { operation, deniedBy }: DeniedMove): Step => ({
  kind: 'group',
  id: open.id,
  rule: 'R6',
  command: { type: 'DenyGroupMove', data: { operation, deniedBy } },
  cause: causeOfFence(open),
});

const failure = (
  { id, operation }: OpenOperation,
  reason: string,
  cause: Occurrence | undefined,
): Step => ({
  kind: 'group',
  id,
  command: { type: 'FailGroupOperation', data: { operation: operation.id, reason } },
  cause,
});

/** A move ends when the group has moved. An online fails if a resource did not come online. */
const ending = (open: OpenOperation): readonly Step[] => {
  const { clusterState, id, operation } = open;
  const cause = causeOfAll(open);
  if (operation.kind === 'online' || operation.kind === 'restart') {
    const wanted = operation.resources.filter(
      (resource) => clusterState.openResource(resource) !== undefined,
    );
    const left = wanted.filter(
      (resource) => clusterState.openResource(resource)?.state !== 'Online',
    ).length;
    if (left > 0)
      return [failure(open, `${left} of ${wanted.length} resources did not come online`, cause)];
  }
  if (operation.kind === 'move' && operation.returnOnError && isPartial(open)) {
    const data = { operation: operation.id, to: operation.from };
    return [{ kind: 'group', id, command: { type: 'RedirectGroupMove', data }, cause }];
  }
  const data = { operation: operation.id };
  return [{ kind: 'group', id, command: { type: 'CompleteGroupOperation', data }, cause }];
};

const isPartial = (open: OpenOperation): boolean =>
  [...broughtOnline(open)].some((id) => open.clusterState.openResource(id)?.state !== 'Online');
