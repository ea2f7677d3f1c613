import {
  type ClusterView,
  type GroupEntry,
  type GroupId,
  type NodeId,
  type NodeView,
  type OpenResource,
  type ResourceEntry,
  type ResourceId,
} from '#domain';

import { directoryOf, resolveGroup, resolveResource } from '../names.js';
import { NoSuchThing } from '../no-such-thing.js';

/*
 * A creation writes two events: the directory lists a thing, then its own stream is opened. A
 * deletion closes the stream first. A thing is there, in all answers, from the first event of its
 * creation to the first event of its deletion; without a stream it is empty.
 */

/** The groups that are there, in the order of their creation. */
export const listedGroups = (clusterState: ClusterView): readonly GroupEntry[] =>
  [...directoryOf(clusterState).groups.values()].filter(
    ({ id }) => clusterState.group(id).status !== 'closed',
  );

/** The resources that are there, in the order of their creation. */
export const listedResources = (clusterState: ClusterView): readonly ResourceEntry[] =>
  [...directoryOf(clusterState).resources.values()].filter(
    ({ id }) => clusterState.resource(id).status !== 'closed',
  );

/** @throws NoSuchThing ERROR_GROUP_NOT_FOUND */
export const listedGroup = (clusterState: ClusterView, nameOrId: string): GroupId => {
  const id = resolveGroup(clusterState, nameOrId);
  if (clusterState.group(id).status !== 'closed') return id;
  const within = { kind: 'group', id, revision: clusterState.revision('group', id) } as const;
  throw new NoSuchThing('ERROR_GROUP_NOT_FOUND', { kind: 'group', nameOrId, within });
};

/** @throws NoSuchThing ERROR_RESOURCE_NOT_FOUND */
export const listedResource = (clusterState: ClusterView, nameOrId: string): ResourceId => {
  const id = resolveResource(clusterState, nameOrId);
  if (clusterState.resource(id).status !== 'closed') return id;
  const within = { kind: 'resource', id, revision: clusterState.revision('resource', id) } as const;
  throw new NoSuchThing('ERROR_RESOURCE_NOT_FOUND', { kind: 'resource', nameOrId, within });
};

/** The checkpoints of a resource. */
export const checkpointsOf = (
  clusterState: ClusterView,
  id: ResourceId,
): Pick<OpenResource, 'checkpoints' | 'crypto'> => clusterState.openResource(id) ?? NO_CHECKPOINTS;

const NO_CHECKPOINTS = { checkpoints: new Map(), crypto: new Map() } as const;

/** The node that owns the group of a resource; undefined if the directory does not list it. */
export const ownerOf = (clusterState: ClusterView, id: ResourceId): NodeId | undefined => {
  const { groups, resources } = directoryOf(clusterState);
  const group = clusterState.openResource(id)?.group ?? resources.get(id)?.group;
  if (group === undefined) return undefined;
  return clusterState.openGroup(group)?.owner ?? groups.get(group)?.owner;
};

/** The holds and the key containers of a node. */
export const heldBy = (
  clusterState: ClusterView,
  id: NodeId,
): Pick<NodeView, 'holds' | 'containers'> => clusterState.presentNode(id) ?? NOTHING_HELD;

const NOTHING_HELD = { holds: new Map(), containers: new Map() } as const;
