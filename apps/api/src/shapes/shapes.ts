import { directoryOf, nameOf } from '#application';
import {
  DEFAULT_POLICY,
  DEFAULT_PROPERTIES,
  dependentsOf,
  formatDependency,
  groupStateOf,
  providersOf,
  type GroupEntry,
  type GroupId,
  type NodeEntry,
  type NodeId,
  type OpenResource,
  type ResourceEntry,
  type ResourceId,
  type ResourceProperties,
  type ResourceState,
  type ClusterView,
} from '#domain';

import { unrestoredOf } from '../checkpoints/unrestored-shape.js';
import { membersOf, openingGroups, ownerOf } from './members.js';
import { groupPolicyShape, resourcePolicyShape } from './policy-shapes.js';
import { type GroupShape, type NodeShape, type ResourceShape } from './thing-schemas.js';

/** The JSON of a node. @param opening the groups whose streams are not open yet */
export const nodeShape = (
  clusterState: ClusterView,
  { id, name }: NodeEntry,
  opening: readonly GroupEntry[],
): NodeShape => {
  const node = clusterState.presentNode(id);
  return {
    id,
    name,
    state: node?.state ?? 'Down',
    crashed: node?.hasCrashed ?? false,
    drainStatus: node?.drainStatus ?? 'NotInitiated',
    groups: [
      ...clusterState.groupsOn(id).map((group) => nameOf(clusterState, 'groups', group) ?? group),
      ...opening.filter(({ owner }) => owner === id).map((group) => group.name),
    ].sort(),
  };
};

/** The JSON of a group. @param now the time of that state, in milliseconds since 1970 */
export const groupShape = (
  clusterState: ClusterView,
  entry: GroupEntry,
  now: number,
): GroupShape => {
  const group = clusterState.openGroup(entry.id);
  const { owner } = group ?? entry;
  const policy = group?.policy ?? { ...DEFAULT_POLICY, ...entry.policy };
  const members = membersOf(clusterState, entry.id);
  const nodeName = (id: NodeId): string => nameOf(clusterState, 'nodes', id) ?? id;
  return {
    id: entry.id,
    name: entry.name,
    owner: nodeName(owner),
    ...policy,
    preferredOwners: policy.preferredOwners.map(nodeName),
    state: stateOfMembers(clusterState, members),
    resources: members.map(({ name }) => name),
    operation: group?.operation?.id ?? null,
    policyState: groupPolicyShape(clusterState, entry.id, now),
  };
};

/** The state of the group with these members. */
export const stateOfMembers = (
  clusterState: ClusterView,
  members: readonly ResourceEntry[],
): GroupShape['state'] => {
  const states = Map.groupBy(members, ({ id }) => resourceStateOf(clusterState, id));
  return groupStateOf(new Map([...states].map(([state, { length }]) => [state, length])));
};

type Running = Pick<
  ResourceShape,
  'state' | 'persistentState' | 'stateSequence' | 'failedIn' | 'checkpoints' | 'unrestored'
>;

/** The state of a thing whose stream is not open yet, although the directory lists it. */
const NOT_OPEN: Running = {
  state: 'Initializing',
  persistentState: 'Offline',
  stateSequence: 0,
  failedIn: null,
  checkpoints: 0,
  unrestored: [],
};

const running = (clusterState: ClusterView, resource: OpenResource): Running => {
  const { state, persistentState, stateSequence, failedIn, checkpoints, crypto } = resource;
  return {
    state,
    persistentState,
    stateSequence,
    failedIn: failedIn ?? null,
    checkpoints: checkpoints.size + crypto.size,
    unrestored: unrestoredOf(clusterState, resource),
  };
};

/** The JSON of a resource. @param now the time of that state, in milliseconds since 1970 */
export const resourceShape = (
  clusterState: ClusterView,
  entry: ResourceEntry,
  now: number,
): ResourceShape => {
  const resource = clusterState.openResource(entry.id);
  return {
    id: entry.id,
    name: entry.name,
    type: entry.type,
    group: nameOf(clusterState, 'groups', entry.group) ?? entry.group,
    owner: nameOf(clusterState, 'nodes', ownerOf(clusterState, entry.group)) ?? null,
    ...(resource !== undefined ? running(clusterState, resource) : NOT_OPEN),
    policyState: resourcePolicyShape(clusterState, entry.id, now),
    ...relations(clusterState, entry),
    ...properties(clusterState, entry),
  };
};

/** The state of a resource; Initializing before its own stream is open. */
export const resourceStateOf = (clusterState: ClusterView, id: ResourceId): ResourceState =>
  clusterState.openResource(id)?.state ?? NOT_OPEN.state;

const relations = (
  clusterState: ClusterView,
  { id, group: groupId }: ResourceEntry,
): Pick<ResourceShape, 'dependencyExpression' | 'dependencies' | 'dependents'> => {
  const group = clusterState.openGroup(groupId);
  const name = (other: ResourceId): string => nameOf(clusterState, 'resources', other) ?? other;
  const needs = group?.dependencies.get(id);
  return {
    dependencyExpression: formatDependency(needs, name),
    dependencies: providersOf(needs).map(name),
    dependents: group !== undefined ? dependentsOf(id, group).map(name) : [],
  };
};

const properties = (
  clusterState: ClusterView,
  entry: ResourceEntry,
): Omit<ResourceProperties, 'possibleOwners'> & Pick<ResourceShape, 'possibleOwners'> => {
  const resource = clusterState.openResource(entry.id);
  const all = resource?.properties ?? { ...DEFAULT_PROPERTIES, ...entry.properties };
  const owners = all.possibleOwners ?? [...directoryOf(clusterState).nodes.keys()];
  return {
    ...all,
    possibleOwners: owners.map((node) => nameOf(clusterState, 'nodes', node) ?? node),
  };
};

/**
 * The JSON of a thing by its id; empty if the directory does not list it.
 *
 * @param now the time of that state, in milliseconds since 1970
 */
export const shapeOf = (
  clusterState: ClusterView,
  thing: Readonly<{ node?: NodeId; group?: GroupId; resource?: ResourceId }>,
  now: number,
): object => {
  const directory = directoryOf(clusterState);
  if (thing.node !== undefined) {
    const entry = directory.nodes.get(thing.node);
    return entry === undefined ? {} : nodeShape(clusterState, entry, openingGroups(clusterState));
  }
  if (thing.group !== undefined) {
    const entry = directory.groups.get(thing.group);
    return entry === undefined ? {} : groupShape(clusterState, entry, now);
  }
  if (thing.resource === undefined) return {};
  const entry = directory.resources.get(thing.resource);
  return entry === undefined ? {} : resourceShape(clusterState, entry, now);
};
