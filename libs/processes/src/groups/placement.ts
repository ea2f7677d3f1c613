import { type GroupId, type NodeId, type OpenGroup, type ClusterView } from '#domain';

/** Whether a node can take a group: up, not paused, and not on its way down. */
export const canHost = (clusterState: ClusterView, id: NodeId): boolean => {
  const node = clusterState.presentNode(id);
  return (
    isListed(clusterState, id) &&
    node?.state === 'Up' &&
    node.leaving === undefined &&
    node.drain === undefined
  );
};

const isPaused = (clusterState: ClusterView, id: NodeId): boolean => {
  const node = clusterState.presentNode(id);
  return isListed(clusterState, id) && node?.state === 'Paused';
};

const isListed = ({ cluster }: ClusterView, id: NodeId): boolean =>
  cluster.status === 'formed' && cluster.nodes.has(id);

/** Whether every resource of a group may run on a node. */
export const isPossibleOwner = (
  clusterState: ClusterView,
  { members }: OpenGroup,
  id: NodeId,
): boolean =>
  [...members].every((member) => {
    const resource = clusterState.openResource(member);
    const owners = resource?.properties.possibleOwners ?? null;
    return owners === null || owners.includes(id);
  });

/** Every node once: the preferred ones in their order, then the others in the order they were added. */
const inOrder = (clusterState: ClusterView, { policy }: OpenGroup): readonly NodeId[] => [
  ...new Set([...policy.preferredOwners, ...clusterState.nodeIds()]),
];

/** All of them but the owner, from the one after it on; after the last one comes the first. */
const downTheList = (clusterState: ClusterView, group: OpenGroup): readonly NodeId[] => {
  const order = inOrder(clusterState, group);
  const at = order.indexOf(group.owner);
  return [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0))];
};

/** True for a node that is up and a possible owner of every resource of a group. */
const couldHost = (clusterState: ClusterView, group: OpenGroup, id: NodeId): boolean =>
  canHost(clusterState, id) && isPossibleOwner(clusterState, group, id);

/**
 * The node a group goes to when an operator or a drain names none: the first that could host it
 * (domain facts, M21).
 */
export const bestNode = (clusterState: ClusterView, id: GroupId): NodeId | undefined => {
  const group = clusterState.openGroup(id);
  if (group === undefined) return undefined;
  return inOrder(clusterState, group).find(
    (node) => node !== group.owner && couldHost(clusterState, group, node),
  );
};

/**
 * The nodes a group could fail over to, the next one first: down the list from the present one, so
 * that each is tried before one is tried again.
 */
export const nextNodes = (clusterState: ClusterView, group: OpenGroup): readonly NodeId[] =>
  downTheList(clusterState, group).filter((node) => couldHost(clusterState, group, node));

/**
 * Where a group goes that has lost its node: to the next one that could host it; else to one that is
 * up, where some of it stays offline; else to a paused one, where all of it does (domain facts, C22).
 */
export const fallbackNode = (clusterState: ClusterView, id: GroupId): NodeId | undefined => {
  const group = clusterState.openGroup(id);
  if (group === undefined) return undefined;
  const others = downTheList(clusterState, group);
  return (
    nextNodes(clusterState, group)[0] ??
    others.find((node) => canHost(clusterState, node)) ??
    others.find((node) => isPaused(clusterState, node))
  );
};

/** A node that the group rather belongs to, and could go back to. */
export const homeOf = (clusterState: ClusterView, group: OpenGroup): NodeId | undefined => {
  const { preferredOwners } = group.policy;
  const rank = preferredOwners.indexOf(group.owner);
  const better = rank === -1 ? preferredOwners : preferredOwners.slice(0, rank);
  return better.find(
    (node) => couldHost(clusterState, group, node) && isRecovered(clusterState, group, node),
  );
};

/**
 * A node that the group has left because a resource failed there is no home until it has come up
 * again: the group would go there only to fail once more.
 */
const isRecovered = (
  clusterState: ClusterView,
  { displacedBy }: OpenGroup,
  id: NodeId,
): boolean => {
  const leftAt = displacedBy?.failedOn.get(id);
  const node = clusterState.presentNode(id);
  return leftAt === undefined || (node !== undefined && node.startedAt > leftAt);
};
