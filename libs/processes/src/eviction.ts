import { type FormedCluster, type NodeId, type World } from '#domain';

import { isKind, type Process, type Step } from './step.js';

const ALL = 'evicted';

/**
 * An evicted node is taken off every list of placement.
 *
 * ```text
 * NodeEvicted ──> RemovePreferredOwner, RemovePossibleOwner
 * ```
 */
export const eviction: Process = {
  name: 'eviction',
  affected: (fact) => (isKind(fact, 'cluster') && fact.event.type === 'NodeEvicted' ? [ALL] : []),
  all: () => [ALL],
  next: (world) => {
    const { cluster } = world;
    if (cluster.status === 'absent') return [];
    return [...preferences(world, cluster), ...possibilities(world, cluster)];
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

const NOBODY = '' as NodeId;
