import {
  dependentsOf,
  type Fact,
  type FormedCluster,
  type GroupId,
  type NodeId,
  type OpenGroup,
  type ResourceEntry,
  type ResourceId,
  type World,
} from '#domain';

import { ENDS_OR_OPENS, IDLES, membersOf } from './directory-facts.js';
import { isKind, type Process, type Step } from './step.js';

/**
 * Opens the streams of what the directory lists, and takes off the directory what has ended.
 *
 * ```text
 * listed, no stream          ──> Open (node, group, resource)
 * resource open, no member   ──> AddGroupMember
 * member that belongs elsewhere ──> RemoveGroupMember
 * resource of a closed group ──> CloseResource, or ReturnResource to where it came from
 * of another group now       ──> RemoveGroupMember ──> ChangeResourceGroup ──> AddGroupMember
 *                            └─> ReturnResource, where providers or dependents keep it
 * resource closed            ──> RemoveGroupMember ──> RemoveResource
 * group closed               ──> RemoveGroup
 * ```
 */
export const directoryCompletion: Process = {
  name: 'directory-completion',
  affected: (fact, world) => {
    if (isKind(fact, 'cluster')) return listed(fact.event.data);
    if (isKind(fact, 'group') && IDLES.has(fact.event.type))
      return strangers(world, fact.id as GroupId).flatMap((resource) => [
        `resource:${resource}`,
        `member:${fact.id}/${resource}`,
      ]);
    if (!ENDS_OR_OPENS.has(fact.event.type)) return [];
    return [`${fact.kind}:${fact.id}`, ...membersOf(fact), ...newcomers(fact, world)];
  },
  all: (world) => {
    const { cluster } = world;
    if (cluster.status === 'absent') return [];
    const groups = [...cluster.groups.keys()];
    return [
      ...[...cluster.nodes.keys()].map((id) => `node:${id}`),
      ...groups.map((id) => `group:${id}`),
      ...[...cluster.resources.keys()].map((id) => `resource:${id}`),
      ...groups.flatMap((id) => strangers(world, id).map((resource) => `member:${id}/${resource}`)),
    ];
  },
  next: (world, key) => {
    const { cluster } = world;
    const at = key.indexOf(':');
    return cluster.status === 'absent'
      ? []
      : nextOf(world, cluster, { kind: key.slice(0, at), id: key.slice(at + 1) });
  },
};

/** Members that the directory lists under another group, or no longer. */
const strangers = (world: World, id: GroupId): readonly ResourceId[] => {
  const { cluster } = world;
  const group = world.group(id);
  if (group.status !== 'open' || cluster.status !== 'formed') return [];
  return [...group.members].filter((resource) => {
    const state = world.resource(resource);
    return cluster.resources.get(resource)?.group !== id || state.status === 'closed';
  });
};

/** Resources that the directory lists under a group that has closed. */
const newcomers = ({ id, event }: Fact, { cluster }: World): readonly string[] =>
  event.type !== 'GroupClosed' || cluster.status === 'absent'
    ? []
    : [...cluster.resources.values()]
        .filter(({ group }) => group === id)
        .map(({ id: resource }) => `resource:${resource}`);

/** Somebody came too late with a member that has left, or gone elsewhere, meanwhile. */
const straying = (world: World, cluster: FormedCluster, key: string): readonly Step[] => {
  const [id = '', resource = ''] = key.split('/');
  const group = world.group(id as GroupId);
  const isMember = group.status === 'open' && group.members.has(resource as ResourceId);
  if (!isMember || isAtHome(world, cluster, { id, resource })) return [];
  const data = { resource: resource as ResourceId };
  return [{ kind: 'group', id, command: { type: 'RemoveGroupMember', data } }];
};

const isAtHome = (
  world: World,
  cluster: FormedCluster,
  { id, resource }: { id: string; resource: string },
): boolean => {
  const state = world.resource(resource as ResourceId);
  const isHere = state.status === 'open' && state.group === id;
  return isHere || cluster.resources.get(resource as ResourceId)?.group === id;
};

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
  if (kind === 'member') return straying(world, cluster, id);
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
  const { owner, preferredOwners, policy } = entry;
  const creation = { owner, preferredOwners, ...(policy && { policy }) };
  switch (world.group(id).status) {
    case 'absent':
      return [{ kind: 'group', id, command: { type: 'OpenGroup', data: creation } }];
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
      return isMember ? [] : coming(world, cluster, entry);
  }
};

const coming = (world: World, cluster: FormedCluster, entry: ResourceEntry): readonly Step[] => {
  const resource = world.resource(entry.id);
  if (resource.status !== 'open') return [];
  const { status } = world.group(entry.group);
  if (status === 'closed') return [turnedAway(world, cluster, entry)];
  if (resource.group !== entry.group) return changing(world, cluster, entry);
  return status === 'open' ? [membership(entry, 'AddGroupMember', resource.epoch)] : [];
};

/** It leaves the group it was in first, which it does while it is down and nothing keeps it. */
const changing = (world: World, cluster: FormedCluster, entry: ResourceEntry): readonly Step[] => {
  const resource = world.resource(entry.id);
  if (resource.status !== 'open') return [];
  const { group: before, state } = resource;
  const old = world.group(before);
  if (old.status !== 'open' || !old.members.has(entry.id)) {
    const data = { from: before, group: entry.group };
    return [{ kind: 'resource', id: entry.id, command: { type: 'ChangeResourceGroup', data } }];
  }
  if (isKept(entry.id, old)) return [returned(cluster, entry, before)];
  if (state !== 'Offline' && state !== 'Failed') return [];
  const data = { resource: entry.id, isParted: true };
  return [{ kind: 'group', id: before, command: { type: 'RemoveGroupMember', data } }];
};

const isKept = (id: ResourceId, group: OpenGroup): boolean =>
  group.dependencies.has(id) || dependentsOf(id, group).length > 0;

const returned = (cluster: FormedCluster, { id, group }: ResourceEntry, to: GroupId): Step =>
  leave(cluster, { type: 'ReturnResource', data: { resource: id, from: group, to } });

/**
 * The group was closed before it came: it goes back to where it came from. One that came from nowhere,
 * or that has nowhere to go, is closed.
 */
const turnedAway = (world: World, cluster: FormedCluster, entry: ResourceEntry): Step =>
  entry.from !== undefined && world.group(entry.from).status === 'open'
    ? returned(cluster, entry, entry.from)
    : { kind: 'resource', id: entry.id, command: { type: 'CloseResource', data: {} } };

const removal = (cluster: FormedCluster, resource: ResourceId): Step =>
  leave(cluster, { type: 'RemoveResource', data: { resource } });

const membership = (
  { id: resource, group }: ResourceEntry,
  type: 'AddGroupMember' | 'RemoveGroupMember',
  epoch = 0,
): Step => {
  const data = epoch > 0 && type === 'AddGroupMember' ? { resource, epoch } : { resource };
  return { kind: 'group', id: group, command: { type, data } };
};

const opening = ({ id, type, group, properties }: ResourceEntry): Step => ({
  kind: 'resource',
  id,
  command: { type: 'OpenResource', data: { type, group, ...(properties && { properties }) } },
});
