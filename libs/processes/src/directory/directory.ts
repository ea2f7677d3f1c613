import {
  dependentsOf,
  type DomainEvent,
  type FormedCluster,
  type GroupId,
  type NodeId,
  type OpenGroup,
  type ResourceEntry,
  type ResourceId,
  type ClusterState,
} from '#domain';

import { causeInDirectory } from './directory-causes.js';
import { ENDS_OR_OPENS, IDLES, membersOf } from './directory-events.js';
import { caused } from '../execution/caused.js';
import { isKind, type Process, type StepCommand } from '../execution/step.js';

/**
 * Opens the streams of the things in the directory, and removes closed things from it.
 *
 * ```text
 * listed, no stream          ──> Open (node, group, resource)
 * resource open, no member   ──> AddGroupMember
 * member listed elsewhere    ──> RemoveGroupMember
 * resource of a closed group ──> CloseResource, or ReturnResource to its old group
 * listed under a new group   ──> RemoveGroupMember ──> ChangeResourceGroup ──> AddGroupMember
 *                            └─> ReturnResource, if providers or dependents keep it
 * resource closed            ──> RemoveGroupMember ──> RemoveResource
 * group closed               ──> RemoveGroup
 * ```
 */
export const directoryCompletion: Process = {
  name: 'directory-completion',
  affected: (domainEvent, clusterState) => {
    if (isKind(domainEvent, 'cluster')) return listed(domainEvent.event.data);
    if (isKind(domainEvent, 'group') && IDLES.has(domainEvent.event.type))
      return unlistedMembers(clusterState, domainEvent.id as GroupId).flatMap((resource) => [
        `resource:${resource}`,
        `member:${domainEvent.id}/${resource}`,
      ]);
    if (!ENDS_OR_OPENS.has(domainEvent.event.type)) return [];
    return [
      `${domainEvent.kind}:${domainEvent.id}`,
      ...membersOf(domainEvent),
      ...resourcesOfClosedGroup(domainEvent, clusterState),
    ];
  },
  all: (clusterState) => {
    const { cluster } = clusterState;
    if (cluster.status === 'absent') return [];
    const groups = [...cluster.groups.keys()];
    return [
      ...[...cluster.nodes.keys()].map((id) => `node:${id}`),
      ...groups.map((id) => `group:${id}`),
      ...[...cluster.resources.keys()].map((id) => `resource:${id}`),
      ...groups.flatMap((id) =>
        unlistedMembers(clusterState, id).map((resource) => `member:${id}/${resource}`),
      ),
    ];
  },
  next: (clusterState, key) => {
    const { cluster } = clusterState;
    if (cluster.status === 'absent') return [];
    const at = key.indexOf(':');
    const thing = { kind: key.slice(0, at), id: key.slice(at + 1) };
    return nextOf({ clusterState, cluster }, thing).map((step) =>
      caused(step, causeInDirectory({ clusterState, cluster }, thing, step.command.type)),
    );
  },
};

/** A cluster state with the directory of a formed cluster. */
type Formed = Readonly<{ clusterState: ClusterState; cluster: FormedCluster }>;

/** The members that the directory no longer lists under this group. */
const unlistedMembers = (clusterState: ClusterState, id: GroupId): readonly ResourceId[] => {
  const { cluster } = clusterState;
  const group = clusterState.openGroup(id);
  if (group === undefined || cluster.status !== 'formed') return [];
  return [...group.members].filter((resource) => {
    const state = clusterState.resource(resource);
    return cluster.resources.get(resource)?.group !== id || state.status === 'closed';
  });
};

/** The resources that the directory lists under a closed group. */
const resourcesOfClosedGroup = (
  { id, event }: DomainEvent,
  { cluster }: ClusterState,
): readonly string[] =>
  event.type !== 'GroupClosed' || cluster.status === 'absent'
    ? []
    : [...cluster.resources.values()]
        .filter(({ group }) => group === id)
        .map(({ id: resource }) => `resource:${resource}`);

/** Removes a member that was added late, after it had left or changed its group. */
const strayMemberSteps = (formed: Formed, key: string): readonly StepCommand[] => {
  const { clusterState } = formed;
  const [id = '', resource = ''] = key.split('/');
  const group = clusterState.openGroup(id as GroupId);
  const isMember = group?.members.has(resource as ResourceId) === true;
  if (!isMember || isInListedGroup(formed, { id, resource })) return [];
  const data = { resource: resource as ResourceId };
  return [{ kind: 'group', id, command: { type: 'RemoveGroupMember', data } }];
};

const isInListedGroup = (
  { clusterState, cluster }: Formed,
  { id, resource }: { id: string; resource: string },
): boolean => {
  const state = clusterState.openResource(resource as ResourceId);
  const isHere = state?.group === id;
  return isHere || cluster.resources.get(resource as ResourceId)?.group === id;
};

const listed = (data: object): readonly string[] =>
  (['node', 'resource', 'group'] as const)
    .filter((kind) => kind in data)
    .slice(0, 1)
    .map((kind) => `${kind}:${String((data as Record<string, unknown>)[kind])}`);

const nextOf = (
  formed: Formed,
  { kind, id }: { kind: string; id: string },
): readonly StepCommand[] => {
  if (kind === 'member') return strayMemberSteps(formed, id);
  if (kind === 'node') return openNode(formed, id as NodeId);
  return kind === 'group'
    ? completeGroup(formed, id as GroupId)
    : completeResource(formed, id as ResourceId);
};

const openNode = ({ clusterState, cluster }: Formed, id: NodeId): readonly StepCommand[] => {
  const entry = cluster.nodes.get(id);
  return entry !== undefined && clusterState.presentNode(id) === undefined
    ? [{ kind: 'node', id, command: { type: 'OpenNode', data: { name: entry.name } } }]
    : [];
};

const completeGroup = ({ clusterState, cluster }: Formed, id: GroupId): readonly StepCommand[] => {
  const entry = cluster.groups.get(id);
  if (entry === undefined) return [];
  const { owner, preferredOwners, policy } = entry;
  const creation = { owner, preferredOwners, ...(policy && { policy }) };
  switch (clusterState.group(id).status) {
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
  command: Extract<StepCommand, { kind: 'cluster' }>['command'],
): StepCommand => ({ kind: 'cluster', id: cluster.name, command });

const completeResource = (formed: Formed, id: ResourceId): readonly StepCommand[] => {
  const { clusterState, cluster } = formed;
  const entry = cluster.resources.get(id);
  if (entry === undefined) return [];
  const group = clusterState.group(entry.group);
  const isMember = clusterState.openGroup(entry.group)?.members.has(id) === true;
  switch (clusterState.resource(id).status) {
    case 'absent':
      return group.status === 'closed' ? [removalStep(cluster, id)] : [openingStep(entry)];
    case 'closed':
      return [isMember ? membershipStep(entry, 'RemoveGroupMember') : removalStep(cluster, id)];
    case 'open':
      return isMember ? [] : coming(formed, entry);
  }
};

const coming = (formed: Formed, entry: ResourceEntry): readonly StepCommand[] => {
  const { clusterState } = formed;
  const resource = clusterState.openResource(entry.id);
  if (resource === undefined) return [];
  const { status } = clusterState.group(entry.group);
  if (status === 'closed') return [returnOrClose(formed, entry)];
  if (resource.group !== entry.group) return groupChangeSteps(formed, entry);
  return status === 'open' ? [membershipStep(entry, 'AddGroupMember', resource.epoch)] : [];
};

/** The resource first leaves its old group. It must be down, without providers and dependents. */
const groupChangeSteps = (
  { clusterState, cluster }: Formed,
  entry: ResourceEntry,
): readonly StepCommand[] => {
  const resource = clusterState.openResource(entry.id);
  if (resource === undefined) return [];
  const { group: before, state } = resource;
  const old = clusterState.openGroup(before);
  if (old?.members.has(entry.id) !== true) {
    const data = { from: before, group: entry.group };
    return [{ kind: 'resource', id: entry.id, command: { type: 'ChangeResourceGroup', data } }];
  }
  if (isKept(entry.id, old)) return [returnStep(cluster, entry, before)];
  if (state !== 'Offline' && state !== 'Failed') return [];
  const data = { resource: entry.id, isParted: true };
  return [{ kind: 'group', id: before, command: { type: 'RemoveGroupMember', data } }];
};

const isKept = (id: ResourceId, group: OpenGroup): boolean =>
  group.dependencies.has(id) || dependentsOf(id, group).length > 0;

const returnStep = (
  cluster: FormedCluster,
  { id, group }: ResourceEntry,
  to: GroupId,
): StepCommand =>
  leave(cluster, { type: 'ReturnResource', data: { resource: id, from: group, to } });

/**
 * The new group was closed before the resource came, so the resource returns to its old group.
 * Without an old group, or if that is closed too, the resource is closed.
 */
const returnOrClose = ({ clusterState, cluster }: Formed, entry: ResourceEntry): StepCommand =>
  entry.from !== undefined && clusterState.group(entry.from).status === 'open'
    ? returnStep(cluster, entry, entry.from)
    : { kind: 'resource', id: entry.id, command: { type: 'CloseResource', data: {} } };

const removalStep = (cluster: FormedCluster, resource: ResourceId): StepCommand =>
  leave(cluster, { type: 'RemoveResource', data: { resource } });

const membershipStep = (
  { id: resource, group }: ResourceEntry,
  type: 'AddGroupMember' | 'RemoveGroupMember',
  epoch = 0,
): StepCommand => {
  const data = epoch > 0 && type === 'AddGroupMember' ? { resource, epoch } : { resource };
  return { kind: 'group', id: group, command: { type, data } };
};

const openingStep = ({ id, type, group, properties }: ResourceEntry): StepCommand => ({
  kind: 'resource',
  id,
  command: { type: 'OpenResource', data: { type, group, ...(properties && { properties }) } },
});
