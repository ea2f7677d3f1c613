import { type FormedCluster, type NodeId, type World } from '#domain';

import { isKind, type Process, type Step } from './step.js';

const ALL = 'evicted';

/**
 * An evicted node is taken off every list of placement, and what its key containers hold goes.
 *
 * ```text
 * NodeEvicted ──> RemovePreferredOwner, RemovePossibleOwner, CleanNode
 * ```
 */
export const eviction: Process = {
  name: 'eviction',
  affected: (fact, { cluster }) => {
    if (isKind(fact, 'cluster')) return fact.event.type === 'NodeEvicted' ? [ALL] : [];
    if (!isKind(fact, 'node') || fact.event.type !== 'KeyContainerStored') return [];
    return cluster.status === 'formed' && !cluster.nodes.has(fact.id as NodeId) ? [ALL] : [];
  },
  all: () => [ALL],
  next: (world) => {
    const { cluster } = world;
    if (cluster.status === 'absent') return [];
    return [...preferences(world, cluster), ...possibilities(world, cluster), ...cleanings(world)];
  },
};

const preferences = (world: World, { groups, nodes }: FormedCluster): readonly Step[] =>
  [...groups.keys()].flatMap((id) => {
    const group = world.group(id);
    if (group.status !== 'open') return [];
    return group.policy.preferredOwners
      .filter((node) => !nodes.has(node))
      .map((node): Step => {
        const command = { type: 'RemovePreferredOwner', data: { node } } as const;
        return { kind: 'group', id, command };
      });
  });

const possibilities = (world: World, { resources, nodes }: FormedCluster): readonly Step[] =>
  [...resources.keys()].flatMap((id) => {
    const resource = world.resource(id);
    const owners = resource.status === 'open' ? resource.properties.possibleOwners : null;
    return (owners ?? [])
      .filter((node) => !nodes.has(node))
      .map((node): Step => {
        const data = { node, nodes: [], owner: NOBODY };
        return { kind: 'resource', id, command: { type: 'RemovePossibleOwner', data } };
      });
  });

const cleanings = (world: World): readonly Step[] =>
  world.evicted().flatMap((id): readonly Step[] => {
    const node = world.node(id);
    return node.status === 'absent' || node.containers.size === 0
      ? []
      : [{ kind: 'node', id, command: { type: 'CleanNode', data: {} } }];
  });

const NOBODY = '' as NodeId;
