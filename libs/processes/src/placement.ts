import { type GroupId, type NodeId, type OpenGroup, type World } from '#domain';

/** Whether a node can take a group: up, not paused, and not on its way down. */
export const canHost = (world: World, id: NodeId): boolean => {
  const node = world.node(id);
  return (
    isListed(world, id) &&
    node.status === 'present' &&
    node.state === 'Up' &&
    node.drain === undefined
  );
};

const isPaused = (world: World, id: NodeId): boolean => {
  const node = world.node(id);
  return isListed(world, id) && node.status === 'present' && node.state === 'Paused';
};

const isListed = ({ cluster }: World, id: NodeId): boolean =>
  cluster.status === 'formed' && cluster.nodes.has(id);

/** Whether every resource of a group may run on a node. */
export const isPossibleOwner = (world: World, { members }: OpenGroup, id: NodeId): boolean =>
  [...members].every((member) => {
    const resource = world.resource(member);
    const owners = resource.status === 'open' ? resource.properties.possibleOwners : null;
    return owners === null || owners.includes(id);
  });

/** Every node once: the preferred ones in their order, then the others in the order they were added. */
const inOrder = ({ cluster }: World, { policy }: OpenGroup): readonly NodeId[] => [
  ...new Set([
    ...policy.preferredOwners,
    ...(cluster.status === 'formed' ? cluster.nodes.keys() : []),
  ]),
];

/**
 * The node a group goes to when nobody names one: the first that is up and a possible owner of all
 * its resources (domain facts, M21).
 */
export const bestNode = (world: World, id: GroupId): NodeId | undefined => {
  const group = world.group(id);
  if (group.status !== 'open') return undefined;
  return inOrder(world, group).find(
    (node) => node !== group.owner && canHost(world, node) && isPossibleOwner(world, group, node),
  );
};

/**
 * Where a group goes that has lost its node: to the best one; else to one that is up, where some of
 * it stays offline; else to a paused one, where all of it does (domain facts, C22).
 */
export const refugeOf = (world: World, id: GroupId): NodeId | undefined => {
  const group = world.group(id);
  if (group.status !== 'open') return undefined;
  const others = inOrder(world, group).filter((node) => node !== group.owner);
  return (
    bestNode(world, id) ??
    others.find((node) => canHost(world, node)) ??
    others.find((node) => isPaused(world, node))
  );
};

/** A node that the group rather belongs to, and could go back to. */
export const homeOf = (world: World, group: OpenGroup): NodeId | undefined => {
  const { preferredOwners } = group.policy;
  const rank = preferredOwners.indexOf(group.owner);
  const better = rank === -1 ? preferredOwners : preferredOwners.slice(0, rank);
  return better.find((node) => canHost(world, node) && isPossibleOwner(world, group, node));
};
