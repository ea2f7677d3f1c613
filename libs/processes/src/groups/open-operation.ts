import {
  withDependents,
  withProviders,
  type ClusterState,
  type GroupId,
  type GroupOperation,
  type OpenGroup,
  type ResourceId,
} from '#domain';

/** A group with the operation that is under way. */
export type OpenOperation = Readonly<{
  clusterState: ClusterState;
  id: GroupId;
  group: OpenGroup;
  operation: GroupOperation;
  now: number;
}>;

/** The members that the operation takes offline. */
export const leaving = ({ group, operation }: OpenOperation): ReadonlySet<ResourceId> =>
  operation.kind === 'move' ? group.members : withDependents(group, operation.resources);

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
