import { type GroupId, type NodeId, type OpenGroup, type World } from '#domain';

/** Whether a node can take a group: up, not paused, and not on its way down. */
export const canHost = (world: World, id: NodeId): boolean => {
  const node = world.node(id);
  return (
    isListed(world, id) &&
    node.status === 'present' &&
    node.state === 'Up' &&
    node.leaving === undefined &&
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

/** All of them but the owner, from the one after it on; after the last one comes the first. */
const downTheList = (world: World, group: OpenGroup): readonly NodeId[] => {
  const order = inOrder(world, group);
  const at = order.indexOf(group.owner);
  return [...order.slice(at + 1), ...order.slice(0, Math.max(at, 0))];
};

/** True for a node that is up and a possible owner of every resource of a group. */
const couldHost = (world: World, group: OpenGroup, id: NodeId): boolean =>
  canHost(world, id) && isPossibleOwner(world, group, id);

/**
 * The node a group goes to when an operator or a drain names none: the first that could host it
 * (domain facts, M21).
 */
export const bestNode = (world: World, id: GroupId): NodeId | undefined => {
  const group = world.group(id);
  if (group.status !== 'open') return undefined;
  return inOrder(world, group).find(
    (node) => node !== group.owner && couldHost(world, group, node),
  );
};

/**
 * The nodes a group could fail over to, the next one first: down the list from the present one, so
 * that each is tried before one is tried again.
 */
export const nextNodes = (world: World, group: OpenGroup): readonly NodeId[] =>
  downTheList(world, group).filter((node) => couldHost(world, group, node));

/**
 * Where a group goes that has lost its node: to the next one that could host it; else to one that is
 * up, where some of it stays offline; else to a paused one, where all of it does (domain facts, C22).
 */
export const refugeOf = (world: World, id: GroupId): NodeId | undefined => {
  const group = world.group(id);
  if (group.status !== 'open') return undefined;
  const others = downTheList(world, group);
  return (
    nextNodes(world, group)[0] ??
    others.find((node) => canHost(world, node)) ??
    others.find((node) => isPaused(world, node))
  );
};

/** A node that the group rather belongs to, and could go back to. */
export const homeOf = (world: World, group: OpenGroup): NodeId | undefined => {
  const { preferredOwners } = group.policy;
  const rank = preferredOwners.indexOf(group.owner);
  const better = rank === -1 ? preferredOwners : preferredOwners.slice(0, rank);
  return better.find((node) => couldHost(world, group, node) && isRecovered(world, group, node));
};

/**
 * A node that the group has left because a resource failed there is no home until it has come up
 * again: the group would go there only to fail once more.
 */
const isRecovered = (world: World, { away }: OpenGroup, id: NodeId): boolean => {
  const leftAt = away?.failedOn.get(id);
  const node = world.node(id);
  return leftAt === undefined || (node.status === 'present' && node.startedAt > leftAt);
};
