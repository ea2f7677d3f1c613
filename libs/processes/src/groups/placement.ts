import { type GroupId, type NodeId, type OpenGroup, type ClusterView } from '#domain';

/** True if a node can take a group: it is up, not paused, and not stopping. */
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

/** True if every resource of a group may run on a node. */
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

/**
 * Every node once: the preferred owners in their order, then the other nodes in the order of
 * adding.
 */
const inOrder = (clusterState: ClusterView, { policy }: OpenGroup): readonly NodeId[] => [
  ...new Set([...policy.preferredOwners, ...clusterState.nodeIds()]),
];

/** All nodes but the owner, from the one after it on; after the last one comes the first. */
const downTheList = (clusterState: ClusterView, group: OpenGroup): readonly NodeId[] => {
  const order = inOrder(clusterState, group);
  const at = order.indexOf(group.owner);
  return [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0))];
};

/** True for a node that is up and a possible owner of every resource of a group. */
const couldHost = (clusterState: ClusterView, group: OpenGroup, id: NodeId): boolean =>
  canHost(clusterState, id) && isPossibleOwner(clusterState, group, id);

/**
 * The destination of a group if an operator or a drain names none: the first node that could host
 * it (domain facts, M21).
 */
export const bestNode = (clusterState: ClusterView, id: GroupId): NodeId | undefined => {
  const group = clusterState.openGroup(id);
  if (group === undefined) return undefined;
  return inOrder(clusterState, group).find(
    (node) => node !== group.owner && couldHost(clusterState, group, node),
  );
};

/**
 * The nodes that a group could fail over to, from the one after the owner on, so that each is tried
 * before one is tried again.
 */
export const nextNodes = (clusterState: ClusterView, group: OpenGroup): readonly NodeId[] =>
  downTheList(clusterState, group).filter((node) => couldHost(clusterState, group, node));

/**
 * The node that takes a group after the loss of its own: the next one that could host it; else one
 * that is up, on which some resources stay offline; else a paused one, on which all stay offline
 * (domain facts, C22).
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

/** A node that the group prefers to its owner, and could go back to. */
export const preferredNodeOf = (
  clusterState: ClusterView,
  group: OpenGroup,
): NodeId | undefined => {
  const { preferredOwners } = group.policy;
  const rank = preferredOwners.indexOf(group.owner);
  const better = rank === -1 ? preferredOwners : preferredOwners.slice(0, rank);
  return better.find(
    (node) => couldHost(clusterState, group, node) && isRecovered(clusterState, group, node),
  );
};

/**
 * True if a node has come up again since a resource of the group failed there. Before that, the
 * group would only fail there once more.
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
