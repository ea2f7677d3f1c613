import {
  latest,
  type DomainEvent,
  type FormedCluster,
  type GroupId,
  type NodeId,
  type Occurrence,
  type PresentNode,
  type ClusterState,
} from '#domain';

import { isKind, type Process, type Step } from '../execution/step.js';

const ALL = 'evicted';

/**
 * Removes a node that is being evicted from the directory, unless it has a group. Then removes it
 * from all lists of owners, and erases the keys in its containers.
 *
 * ```text
 * NodeEvictionStarted ──> EvictNode, or AbandonEviction if a group is on the node
 * NodeEvicted ──> RemovePreferredOwner, RemovePossibleOwner, CleanNode
 * ```
 */
export const eviction: Process = {
  name: 'eviction',
  affected: (domainEvent, clusterState) => (concerns(domainEvent, clusterState) ? [ALL] : []),
  all: () => [ALL],
  next: (clusterState) => {
    const { cluster } = clusterState;
    if (cluster.status === 'absent') return [];
    return [
      ...departureSteps(clusterState, cluster),
      ...preferredOwnerSteps(clusterState, cluster),
      ...possibleOwnerSteps(clusterState, cluster),
      ...cleaningSteps(clusterState),
    ];
  },
};

/**
 * True for an event that may affect an eviction: while one is under way, each change of the
 * directory may.
 */
const concerns = (domainEvent: DomainEvent, clusterState: ClusterState): boolean => {
  const { cluster } = clusterState;
  if (cluster.status === 'absent') return false;
  if (isKind(domainEvent, 'cluster'))
    return domainEvent.event.type === 'NodeEvicted' || leaving(clusterState, cluster).length > 0;
  if (!isKind(domainEvent, 'node')) return false;
  if (domainEvent.event.type === 'NodeEvictionStarted') return true;
  return (
    domainEvent.event.type === 'KeyContainerStored' && !cluster.nodes.has(domainEvent.id as NodeId)
  );
};

type Leaving = Readonly<{ id: NodeId; operation: NonNullable<PresentNode['leaving']> }>;

const leaving = (clusterState: ClusterState, { nodes }: FormedCluster): readonly Leaving[] =>
  [...nodes.keys()].flatMap((id) => {
    const node = clusterState.presentNode(id);
    const operation = node?.leaving;
    return operation === undefined ? [] : [{ id, operation }];
  });

const departureSteps = (clusterState: ClusterState, cluster: FormedCluster): readonly Step[] =>
  leaving(clusterState, cluster).map(({ id, operation }): Step => {
    const cause = clusterState.causes.of('eviction', id);
    const groups = groupsAt(clusterState, cluster, id);
    if (groups.length > 0)
      return {
        kind: 'node',
        id,
        operation,
        command: { type: 'AbandonEviction', data: { operation } },
        cause: latest(cause, ...groups.map((group) => comingOf(clusterState, group))),
      };
    const data = { node: id, after: cluster.revision };
    const command = { type: 'EvictNode', data } as const;
    return { kind: 'cluster', id: cluster.name, operation, command, cause };
  });

/** The groups that are on the node, and those that were added on it and are not open yet. */
const groupsAt = (
  clusterState: ClusterState,
  { groups }: FormedCluster,
  id: NodeId,
): readonly GroupId[] => [
  ...clusterState.groupsOn(id),
  ...[...groups.values()]
    .filter(({ id: group, owner }) => owner === id && clusterState.group(group).status === 'absent')
    .map(({ id: group }) => group),
];

/** The event with which a group came to its node. */
const comingOf = ({ causes }: ClusterState, group: GroupId): Occurrence | undefined =>
  latest(...(['listed', 'opened', 'operation'] as const).map((topic) => causes.of(topic, group)));

const preferredOwnerSteps = (
  clusterState: ClusterState,
  { groups, nodes }: FormedCluster,
): readonly Step[] =>
  [...groups.keys()].flatMap((id) => {
    const group = clusterState.openGroup(id);
    if (group === undefined) return [];
    return group.policy.preferredOwners
      .filter((node) => !nodes.has(node))
      .map((node): Step => {
        const command = { type: 'RemovePreferredOwner', data: { node } } as const;
        const { causes } = clusterState;
        const cause = latest(causes.of('listed', node), causes.of('policy', id));
        return { kind: 'group', id, command, cause };
      });
  });

const possibleOwnerSteps = (
  clusterState: ClusterState,
  { resources, nodes }: FormedCluster,
): readonly Step[] =>
  [...resources.keys()].flatMap((id) => {
    const resource = clusterState.openResource(id);
    return (resource?.properties.possibleOwners ?? [])
      .filter((node) => !nodes.has(node))
      .map((node): Step => {
        const data = { node, nodes: [], owner: NO_NODE };
        const command = { type: 'RemovePossibleOwner', data } as const;
        const { causes } = clusterState;
        const cause = latest(causes.of('listed', node), causes.of('owners', id));
        return { kind: 'resource', id, command, cause };
      });
  });

const cleaningSteps = (clusterState: ClusterState): readonly Step[] =>
  clusterState.evicted().flatMap((id): readonly Step[] => {
    const node = clusterState.presentNode(id);
    if (node === undefined || node.containers.size === 0) return [];
    const { causes } = clusterState;
    const stored = [...node.containers.values()].map(({ container }) =>
      causes.ofPart(id, { container }),
    );
    const cause = latest(causes.of('listed', id), ...stored);
    return [{ kind: 'node', id, command: { type: 'CleanNode', data: {} }, cause }];
  });

const NO_NODE = '' as NodeId;
