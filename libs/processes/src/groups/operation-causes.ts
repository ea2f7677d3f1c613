import { latest, withProviders, type NodeId, type Occurrence, type ResourceId } from '#domain';

import { broughtOnline, leaving, type OpenOperation } from './open-operation.js';

/** The cause of a fence: the event that began or changed the operation. */
export const causeOfFence = (
  { clusterState: { causes }, id }: OpenOperation,
  member?: ResourceId,
): Occurrence | undefined =>
  latest(
    causes.of('operation', id),
    member === undefined ? undefined : causes.of('member', member),
  );

/** The last event that began, changed or fenced the operation. */
export const causeOfGroup = ({
  clusterState: { causes },
  id,
}: OpenOperation): Occurrence | undefined =>
  latest(causes.of('operation', id), causes.of('fenced', id));

/**
 * The cause of a step of the whole group, which waits for all members: their latest event, or the
 * latest one of the group and its node.
 */
export const causeOfAll = (open: OpenOperation): Occurrence | undefined => {
  const { clusterState, group } = open;
  const { causes } = clusterState;
  const node = clusterState.presentNode(group.owner);
  return latest(
    causeOfGroup(open),
    node?.state === 'Up' ? undefined : causes.of('available', group.owner),
    ...[...group.members].flatMap((member) => waitsOf(open, member)),
    ...[...concerned(open)].map((member) => causes.of('lifecycle', member)),
  );
};

/** The cause of a step after the loss of a node, perhaps towards another node. */
export const causeOfDetour = (
  open: OpenOperation,
  lost: NodeId,
  to: NodeId | undefined,
): Occurrence | undefined => {
  const { causes } = open.clusterState;
  return latest(
    causeOfFence(open),
    causes.of('down', lost),
    to === undefined ? undefined : causes.of('available', to),
  );
};

/** The members that the operation is about. */
const concerned = (open: OpenOperation): Iterable<ResourceId> => {
  const { group, operation } = open;
  if (operation.kind === 'move') return group.members;
  return operation.kind === 'offline'
    ? leaving(open)
    : [...withProviders(group, operation.resources), ...broughtOnline(open)];
};

/** The fence of a member, and its last capture if that could be a late one. */
export const waitsOf = (
  { clusterState }: OpenOperation,
  member: ResourceId,
): readonly (Occurrence | undefined)[] => {
  const { causes } = clusterState;
  const isOnline = clusterState.openResource(member)?.state === 'Online';
  const fenced = causes.of('fenced', member);
  return isOnline ? [fenced] : [fenced, causes.of('captured', member)];
};
