import { directoryOf, nameOf } from '#application';
import {
  DEFAULT_POLICY,
  DEFAULT_PROPERTIES,
  dependentsOf,
  formatDependency,
  providersOf,
  type DrainStatus,
  type GroupEntry,
  type GroupId,
  type GroupPolicy,
  type NodeEntry,
  type NodeId,
  type OpenResource,
  type PresentNode,
  type ResourceEntry,
  type ResourceId,
  type ResourceProperties,
  type ResourceState,
  type World,
} from '#domain';

import { unrestoredOf } from '../checkpoints/unrestored-shape.js';
import {
  groupPolicyShape,
  resourcePolicyShape,
  type GroupPolicyShape,
  type ResourcePolicyShape,
} from './policy-shapes.js';

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
  state: PresentNode['state'];
  /** Whether it is Down because it crashed: its registry is out of reach then. */
  crashed: boolean;
  drainStatus: DrainStatus;
  groups: readonly string[];
}>;

/** A node as a read gives it. */
export const nodeShape = (world: World, { id, name }: NodeEntry): NodeShape => {
  const node = world.node(id);
  return {
    id,
    name,
    state: node.status === 'present' ? node.state : 'Down',
    crashed: node.status === 'present' && node.hasCrashed,
    drainStatus: node.status === 'present' ? node.drainStatus : 'NotInitiated',
    groups: world
      .groupsOn(id)
      .map((group) => nameOf(world, 'groups', group) ?? group)
      .sort(),
  };
};

export type GroupShape = Readonly<{
  id: string;
  name: string;
  owner: string;
  state: GroupState;
  resources: readonly string[];
  operation: string | null;
  policyState: GroupPolicyShape | null;
}> &
  Omit<GroupPolicy, 'preferredOwners'> &
  Readonly<{ preferredOwners: readonly string[] }>;

/** A group as a read gives it. @param now milliseconds since 1970, of that world */
export const groupShape = (world: World, entry: GroupEntry, now: number): GroupShape => {
  const group = world.group(entry.id);
  const { owner } = group.status === 'open' ? group : entry;
  const policy = group.status === 'open' ? group.policy : { ...DEFAULT_POLICY, ...entry.policy };
  const of = members(world, entry.id);
  const nodeName = (id: NodeId): string => nameOf(world, 'nodes', id) ?? id;
  return {
    id: entry.id,
    name: entry.name,
    owner: nodeName(owner),
    ...policy,
    preferredOwners: policy.preferredOwners.map(nodeName),
    state: groupStateOf(of.map(([, { state }]) => state)),
    resources: of.map(([id]) => nameOf(world, 'resources', id) ?? id),
    operation: group.status === 'open' ? (group.operation?.id ?? null) : null,
    policyState: groupPolicyShape(world, entry.id, now),
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
  /** The operation in which it failed last. */
  failedIn: string | null;
  checkpoints: number;
  /** The restores that it lacks while it is online. */
  unrestored: ReturnType<typeof unrestoredOf>;
  policyState: ResourcePolicyShape | null;
  /** As Windows writes it; empty for none. */
  dependencyExpression: string;
  dependencies: readonly string[];
  dependents: readonly string[];
}> &
  Omit<ResourceProperties, 'possibleOwners'> &
  Readonly<{
    /** Every node where it has no list of its own. */
    possibleOwners: readonly string[];
  }>;

type Running = Pick<
  ResourceShape,
  'state' | 'persistentState' | 'stateSequence' | 'failedIn' | 'checkpoints' | 'unrestored'
>;

/** Between the directory's entry and the opening of its stream. */
const NOT_OPEN: Running = {
  state: 'Initializing',
  persistentState: 'Offline',
  stateSequence: 0,
  failedIn: null,
  checkpoints: 0,
  unrestored: [],
};

const running = (world: World, resource: OpenResource): Running => {
  const { state, persistentState, stateSequence, failedIn, checkpoints, crypto } = resource;
  return {
    state,
    persistentState,
    stateSequence,
    failedIn: failedIn ?? null,
    checkpoints: checkpoints.size + crypto.size,
    unrestored: unrestoredOf(world, resource),
  };
};

/** A resource as a read gives it. @param now milliseconds since 1970, of that world */
export const resourceShape = (world: World, entry: ResourceEntry, now: number): ResourceShape => {
  const resource = world.resource(entry.id);
  const group = world.group(entry.group);
  return {
    id: entry.id,
    name: entry.name,
    type: entry.type,
    group: nameOf(world, 'groups', entry.group) ?? entry.group,
    owner: group.status === 'open' ? (nameOf(world, 'nodes', group.owner) ?? null) : null,
    ...(resource.status === 'open' ? running(world, resource) : NOT_OPEN),
    policyState: resourcePolicyShape(world, entry.id, now),
    ...relations(world, entry),
    ...properties(world, entry),
  };
};

const relations = (
  world: World,
  { id, group: groupId }: ResourceEntry,
): Pick<ResourceShape, 'dependencyExpression' | 'dependencies' | 'dependents'> => {
  const group = world.group(groupId);
  const name = (other: ResourceId): string => nameOf(world, 'resources', other) ?? other;
  const needs = group.status === 'open' ? group.dependencies.get(id) : undefined;
  return {
    dependencyExpression: formatDependency(needs, name),
    dependencies: providersOf(needs).map(name),
    dependents: group.status === 'open' ? dependentsOf(id, group).map(name) : [],
  };
};

const properties = (
  world: World,
  entry: ResourceEntry,
): Omit<ResourceProperties, 'possibleOwners'> & Pick<ResourceShape, 'possibleOwners'> => {
  const resource = world.resource(entry.id);
  const all =
    resource.status === 'open'
      ? resource.properties
      : { ...DEFAULT_PROPERTIES, ...entry.properties };
  const owners = all.possibleOwners ?? [...directoryOf(world).nodes.keys()];
  return { ...all, possibleOwners: owners.map((node) => nameOf(world, 'nodes', node) ?? node) };
};

/**
 * Things by id as reads give them; empty for one the directory does not list.
 *
 * @param now milliseconds since 1970, of that world
 */
export const shapeOf = (
  world: World,
  thing: Readonly<{ node?: NodeId; group?: GroupId; resource?: ResourceId }>,
  now: number,
): object => {
  const directory = directoryOf(world);
  if (thing.node !== undefined) {
    const entry = directory.nodes.get(thing.node);
    return entry === undefined ? {} : nodeShape(world, entry);
  }
  if (thing.group !== undefined) {
    const entry = directory.groups.get(thing.group);
    return entry === undefined ? {} : groupShape(world, entry, now);
  }
  if (thing.resource === undefined) return {};
  const entry = directory.resources.get(thing.resource);
  return entry === undefined ? {} : resourceShape(world, entry, now);
};
