import {
  type ClusterView,
  type GroupId,
  type NodeId,
  type NodeView,
  type OpenGroup,
  type ResourceId,
} from '#domain';

import { choose, type Obstacle, type Placement, type Tier } from './candidates.js';

/** The reason why a node can take no group; undefined if it is up, not paused, and not stopping. */
const nodeObstacle = (clusterState: ClusterView, id: NodeId): Obstacle | undefined => {
  const node = clusterState.presentNode(id);
  if (node === undefined || !isListed(clusterState, id)) return { is: 'gone' };
  return stateObstacle(node);
};

const stateObstacle = ({ state, hasCrashed, leaving, drain }: NodeView): Obstacle | undefined => {
  if (state === 'Down') return { is: hasCrashed ? 'crashed' : 'down' };
  if (leaving !== undefined) return { is: 'leaving' };
  if (drain !== undefined) return { is: 'draining' };
  return state === 'Paused' ? { is: 'paused' } : undefined;
};

/** True if a node can take a group: it is up, not paused, and not stopping. */
export const canHost = (clusterState: ClusterView, id: NodeId): boolean =>
  nodeObstacle(clusterState, id) === undefined;

const isPaused = (clusterState: ClusterView, id: NodeId): boolean => {
  const node = clusterState.presentNode(id);
  return isListed(clusterState, id) && node?.state === 'Paused';
};

const isListed = ({ cluster }: ClusterView, id: NodeId): boolean =>
  cluster.status === 'formed' && cluster.nodes.has(id);

type Members = Pick<OpenGroup, 'members'>;

const isImpossible = (clusterState: ClusterView, member: ResourceId, id: NodeId): boolean => {
  const owners = clusterState.openResource(member)?.properties.possibleOwners ?? null;
  return owners !== null && !owners.includes(id);
};

/** The first resource of a group that may not run on a node. */
const impossibleMember = (
  clusterState: ClusterView,
  { members }: Members,
  id: NodeId,
): ResourceId | undefined => [...members].find((member) => isImpossible(clusterState, member, id));

/** True if every resource of a group may run on a node. */
export const isPossibleOwner = (clusterState: ClusterView, group: OpenGroup, id: NodeId): boolean =>
  impossibleMember(clusterState, group, id) === undefined;

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

/**
 * The reason why a node could not host a group; undefined for a node that is up and a possible
 * owner of every resource.
 */
export const hostObstacle = (
  clusterState: ClusterView,
  group: OpenGroup,
  id: NodeId,
): Obstacle | undefined => {
  const obstacle = nodeObstacle(clusterState, id);
  if (obstacle !== undefined) return obstacle;
  const resource = impossibleMember(clusterState, group, id);
  return resource && { is: 'not-possible', resource };
};

/** All such reasons; `hostObstacle` is the first of them. */
export const hostObstacles = (
  clusterState: ClusterView,
  { members }: Members,
  id: NodeId,
): readonly Obstacle[] => {
  const obstacle = nodeObstacle(clusterState, id);
  const impossible = [...members].filter((member) => isImpossible(clusterState, member, id));
  return [
    ...(obstacle === undefined ? [] : [obstacle]),
    ...impossible.map((resource): Obstacle => ({ is: 'not-possible', resource })),
  ];
};

const host = (clusterState: ClusterView, group: OpenGroup): Tier => ({
  as: 'host',
  obstacle: (node) => hostObstacle(clusterState, group, node),
});

/**
 * The destination of a group if an operator or a drain names none: the first node that could host
 * it (domain facts, M21).
 */
export const bestPlacement = (clusterState: ClusterView, group: OpenGroup): Placement => {
  const others = inOrder(clusterState, group).filter((node) => node !== group.owner);
  return choose({ clusterState, group }, others, [host(clusterState, group)]);
};

/** The node of the best placement. */
export const bestNode = (clusterState: ClusterView, id: GroupId): NodeId | undefined => {
  const group = clusterState.openGroup(id);
  return group && bestPlacement(clusterState, group).to;
};

/**
 * The nodes that a group could fail over to, from the one after the owner on, so that each is tried
 * before one is tried again.
 */
export const nextNodes = (clusterState: ClusterView, group: OpenGroup): readonly NodeId[] =>
  downTheList(clusterState, group).filter(
    (node) => hostObstacle(clusterState, group, node) === undefined,
  );

/** The destination of a failover after a failure: the first of the next nodes. */
export const nextPlacement = (clusterState: ClusterView, group: OpenGroup): Placement =>
  choose({ clusterState, group }, downTheList(clusterState, group), [host(clusterState, group)]);

/**
 * The node that takes a group after the loss of its own: the next one that could host it; else one
 * that is up, on which some resources stay offline; else a paused one, on which all stay offline
 * (domain facts, C22).
 */
export const fallbackPlacement = (clusterState: ClusterView, group: OpenGroup): Placement =>
  choose({ clusterState, group }, downTheList(clusterState, group), [
    host(clusterState, group),
    { as: 'up', obstacle: (node) => nodeObstacle(clusterState, node) },
    {
      as: 'paused',
      obstacle: (node) => (isPaused(clusterState, node) ? undefined : { is: 'down' }),
    },
  ]);

/** The node of the fallback placement. */
export const fallbackNode = (clusterState: ClusterView, id: GroupId): NodeId | undefined => {
  const group = clusterState.openGroup(id);
  return group && fallbackPlacement(clusterState, group).to;
};

/** The node that the group prefers to its owner, and could go back to. */
export const preferredPlacement = (clusterState: ClusterView, group: OpenGroup): Placement => {
  const { preferredOwners } = group.policy;
  const rank = preferredOwners.indexOf(group.owner);
  const better = rank === -1 ? preferredOwners : preferredOwners.slice(0, rank);
  const obstacle = (node: NodeId): Obstacle | undefined => {
    if (!better.includes(node)) return { is: 'less-preferred' };
    const found = hostObstacle(clusterState, group, node);
    if (found !== undefined) return found;
    return isRecovered(clusterState, group, node) ? undefined : { is: 'failed-there' };
  };
  return choose({ clusterState, group }, better, [{ as: 'host', obstacle }]);
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
