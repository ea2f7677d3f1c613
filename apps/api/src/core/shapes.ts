import {
  type GroupEntry,
  type GroupId,
  type NodeEntry,
  type NodeId,
  type OpenResource,
  type ResourceEntry,
  type ResourceId,
  type ResourceState,
  type World,
} from '#domain';

import { directoryOf, nameOf } from './resolve.js';

/** Windows' words, in the precedence in which a group's state is computed (domain facts, C20). */
export type GroupState = 'Online' | 'Offline' | 'Failed' | 'PartialOnline' | 'Pending';

const isPending = (state: ResourceState): boolean =>
  state === 'OnlinePending' || state === 'OfflinePending' || state === 'Initializing';

export const groupStateOf = (states: readonly ResourceState[]): GroupState => {
  if (states.includes('Failed')) return 'Failed';
  if (states.some(isPending)) return 'Pending';
  const online = states.filter((state) => state === 'Online').length;
  if (online === 0) return 'Offline';
  return online < states.length ? 'PartialOnline' : 'Online';
};

const members = (world: World, id: GroupId): readonly (readonly [ResourceId, OpenResource])[] => {
  const group = world.group(id);
  if (group.status !== 'open') return [];
  return [...group.members].flatMap((member) => {
    const resource = world.resource(member);
    return resource.status === 'open' ? [[member, resource] as const] : [];
  });
};

export type NodeShape = Readonly<{
  id: string;
  name: string;
  state: 'Up' | 'Down';
  groups: readonly string[];
}>;

/** A node as a read gives it. */
export const nodeShape = (world: World, { id, name }: NodeEntry): NodeShape => {
  const node = world.node(id);
  return {
    id,
    name,
    state: node.status === 'present' ? node.state : 'Down',
    groups: [...world.groupsOn(id)].map((group) => nameOf(world, 'groups', group) ?? group),
  };
};

export type GroupShape = Readonly<{
  id: string;
  name: string;
  owner: string;
  preferredOwners: readonly string[];
  state: GroupState;
  resources: readonly string[];
  operation: string | null;
}>;

/** A group as a read gives it. */
export const groupShape = (world: World, entry: GroupEntry): GroupShape => {
  const group = world.group(entry.id);
  const { owner, preferredOwners } = group.status === 'open' ? group : entry;
  const of = members(world, entry.id);
  const nodeName = (id: NodeId): string => nameOf(world, 'nodes', id) ?? id;
  return {
    id: entry.id,
    name: entry.name,
    owner: nodeName(owner),
    preferredOwners: preferredOwners.map(nodeName),
    state: groupStateOf(of.map(([, { state }]) => state)),
    resources: of.map(([id]) => nameOf(world, 'resources', id) ?? id),
    operation: group.status === 'open' ? (group.operation?.id ?? null) : null,
  };
};

export type ResourceShape = Readonly<{
  id: string;
  name: string;
  type: string;
  group: string;
  owner: string | null;
  state: ResourceState;
  persistentState: 'Online' | 'Offline';
  stateSequence: number;
  checkpoints: number;
}>;

type Running = Pick<ResourceShape, 'state' | 'persistentState' | 'stateSequence' | 'checkpoints'>;

/** Between the directory's entry and the opening of its stream. */
const NOT_OPEN: Running = {
  state: 'Initializing',
  persistentState: 'Offline',
  stateSequence: 0,
  checkpoints: 0,
};

const running = ({
  state,
  persistentState,
  stateSequence,
  checkpoints,
}: OpenResource): Running => ({
  state,
  persistentState,
  stateSequence,
  checkpoints: checkpoints.size,
});

/** A resource as a read gives it. */
export const resourceShape = (world: World, entry: ResourceEntry): ResourceShape => {
  const resource = world.resource(entry.id);
  const group = world.group(entry.group);
  return {
    id: entry.id,
    name: entry.name,
    type: entry.type,
    group: nameOf(world, 'groups', entry.group) ?? entry.group,
    owner: group.status === 'open' ? (nameOf(world, 'nodes', group.owner) ?? null) : null,
    ...(resource.status === 'open' ? running(resource) : NOT_OPEN),
  };
};

/** Things by id as reads give them; empty for one the directory does not list. */
export const shapeOf = (
  world: World,
  thing: { node: NodeId } | { group: GroupId } | { resource: ResourceId },
): object => {
  const directory = directoryOf(world);
  if ('node' in thing) {
    const entry = directory.nodes.get(thing.node);
    return entry === undefined ? {} : nodeShape(world, entry);
  }
  if ('group' in thing) {
    const entry = directory.groups.get(thing.group);
    return entry === undefined ? {} : groupShape(world, entry);
  }
  const entry = directory.resources.get(thing.resource);
  return entry === undefined ? {} : resourceShape(world, entry);
};
