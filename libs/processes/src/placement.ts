import { type GroupId, type NodeId, type World } from '#domain';

/** Whether a node can take a group: up, and not on its way down. */
export const canHost = (world: World, id: NodeId): boolean => {
  const node = world.node(id);
  return node.status === 'present' && node.state === 'Up' && node.stopping === undefined;
};

/** The node a group goes to when nobody names one: preferred order first, then as they were added. */
export const bestNode = (world: World, id: GroupId): NodeId | undefined => {
  const group = world.group(id);
  if (group.status !== 'open' || world.cluster.status !== 'formed') return undefined;
  return [...group.preferredOwners, ...world.cluster.nodes.keys()].find(
    (node) => node !== group.owner && canHost(world, node),
  );
};
