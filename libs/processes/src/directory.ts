import {
  type FormedCluster,
  type GroupId,
  type NodeId,
  type ResourceEntry,
  type ResourceId,
  type World,
} from '#domain';

import { isKind, type Process, type Step } from './step.js';

/**
 * Opens the streams of what the directory lists, and takes off the directory what has ended.
 *
 * ```text
 * listed, no stream          ──> Open (node, group, resource)
 * resource open, no member   ──> AddGroupMember
 * resource of a closed group ──> CloseResource
 * resource closed            ──> RemoveGroupMember ──> RemoveResource
 * group closed               ──> RemoveGroup
 * ```
 */
export const directoryCompletion: Process = {
  name: 'directory-completion',
  affected: (fact) => {
    if (isKind(fact, 'cluster')) return listed(fact.event.data);
    return ENDS_OR_OPENS.has(fact.event.type) ? [`${fact.kind}:${fact.id}`] : [];
  },
  all: ({ cluster }) =>
    cluster.status === 'absent'
      ? []
      : [
          ...[...cluster.nodes.keys()].map((id) => `node:${id}`),
          ...[...cluster.groups.keys()].map((id) => `group:${id}`),
          ...[...cluster.resources.keys()].map((id) => `resource:${id}`),
        ],
  next: (world, key) => {
    const { cluster } = world;
    const at = key.indexOf(':');
    return cluster.status === 'absent'
      ? []
      : nextOf(world, cluster, { kind: key.slice(0, at), id: key.slice(at + 1) });
  },
};

const ENDS_OR_OPENS = new Set([
  'ResourceOpened',
  'ResourceClosed',
  'GroupOpened',
  'GroupClosed',
  'GroupMemberRemoved',
]);

const listed = (data: object): readonly string[] =>
  (['node', 'resource', 'group'] as const)
    .filter((kind) => kind in data)
    .slice(0, 1)
    .map((kind) => `${kind}:${String((data as Record<string, unknown>)[kind])}`);

const nextOf = (
  world: World,
  cluster: FormedCluster,
  { kind, id }: { kind: string; id: string },
): readonly Step[] => {
  if (kind === 'node') return openNode(world, cluster, id as NodeId);
  return kind === 'group'
    ? completeGroup(world, cluster, id as GroupId)
    : completeResource(world, cluster, id as ResourceId);
};

const openNode = (world: World, cluster: FormedCluster, id: NodeId): readonly Step[] => {
  const entry = cluster.nodes.get(id);
  return entry !== undefined && world.node(id).status === 'absent'
    ? [{ kind: 'node', id, command: { type: 'OpenNode', data: { name: entry.name } } }]
    : [];
};

const completeGroup = (world: World, cluster: FormedCluster, id: GroupId): readonly Step[] => {
  const entry = cluster.groups.get(id);
  if (entry === undefined) return [];
  const { owner, preferredOwners } = entry;
  switch (world.group(id).status) {
    case 'absent':
      return [
        { kind: 'group', id, command: { type: 'OpenGroup', data: { owner, preferredOwners } } },
      ];
    case 'closed':
      return [leave(cluster, { type: 'RemoveGroup', data: { group: id } })];
    case 'open':
      return [];
  }
};

const leave = (
  cluster: FormedCluster,
  command: Extract<Step, { kind: 'cluster' }>['command'],
): Step => ({ kind: 'cluster', id: cluster.name, command });

const completeResource = (
  world: World,
  cluster: FormedCluster,
  id: ResourceId,
): readonly Step[] => {
  const entry = cluster.resources.get(id);
  if (entry === undefined) return [];
  const group = world.group(entry.group);
  const isMember = group.status === 'open' && group.members.has(id);
  switch (world.resource(id).status) {
    case 'absent':
      return group.status === 'closed' ? [removal(cluster, id)] : [opening(entry)];
    case 'closed':
      return [isMember ? membership(entry, 'RemoveGroupMember') : removal(cluster, id)];
    case 'open':
      return isMember ? [] : joining(group.status, entry);
  }
};

/** A group that was closed meanwhile takes the newcomer with it. */
const joining = (group: 'absent' | 'closed' | 'open', entry: ResourceEntry): readonly Step[] => {
  switch (group) {
    case 'absent':
      return [];
    case 'closed':
      return [{ kind: 'resource', id: entry.id, command: { type: 'CloseResource', data: {} } }];
    case 'open':
      return [membership(entry, 'AddGroupMember')];
  }
};

const removal = (cluster: FormedCluster, resource: ResourceId): Step =>
  leave(cluster, { type: 'RemoveResource', data: { resource } });

const membership = (
  { id: resource, group }: ResourceEntry,
  type: 'AddGroupMember' | 'RemoveGroupMember',
): Step => ({ kind: 'group', id: group, command: { type, data: { resource } } });

const opening = ({ id, type, group }: { id: ResourceId; type: string; group: GroupId }): Step => ({
  kind: 'resource',
  id,
  command: { type: 'OpenResource', data: { type, group } },
});
