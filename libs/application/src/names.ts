import { ClusterError, type StatusName } from '#clusapi';
import {
  isUuid,
  type Cluster,
  type FormedCluster,
  type GroupId,
  type ClusterState,
  type NodeId,
  type NodeView,
  type OpenGroup,
  type OpenResource,
  type PresentNode,
  type ResourceId,
  type ClusterView,
} from '#domain';
import { type ListedKind } from '#read-models';
import { foldName, NO_NAMES } from '#registry';

import { NoSuchThing } from './no-such-thing.js';

/** The things that have left the directory up to a moment. */
export type Departed = Readonly<{
  /** The last name of a thing; undefined if it has not left. */
  nameOf: (kind: ListedKind, id: string) => string | undefined;
}>;

/**
 * The source for name lookups: a cluster state, or a moment. A moment also knows the things that
 * have left.
 */
export type Named = Pick<ClusterView, 'cluster'> & Readonly<{ departed?: Departed }>;

/** The things that a cluster has, and their names. */
export type Directory = Omit<
  FormedCluster,
  | 'status'
  | 'logId'
  | 'clobberPolicy'
  | 'serverState'
  | 'configuredAt'
  | 'exportKey'
  | 'violations'
  | 'name'
>;

/** The directory before the first event. */
const NOTHING: Directory = {
  revision: -1,
  nodes: new Map(),
  groups: new Map(),
  resources: new Map(),
  types: new Map(),
  nodeNames: new Map(),
  groupNames: new Map(),
  resourceNames: new Map(),
  tags: NO_NAMES,
};

/** The directory of a cluster state; empty before the first event. */
export const directoryOf = ({ cluster }: Named): Directory =>
  cluster.status === 'absent' ? NOTHING : cluster;

/** @throws ClusterError ERROR_FILE_NOT_FOUND before the first event */
export const requireFormed = (cluster: Cluster): FormedCluster => {
  if (cluster.status === 'absent')
    throw new ClusterError('ERROR_FILE_NOT_FOUND', 'the cluster is not formed yet');
  return cluster;
};

const KINDS = {
  nodes: { names: 'nodeNames', status: 'ERROR_CLUSTER_NODE_NOT_FOUND', kind: 'node' },
  groups: { names: 'groupNames', status: 'ERROR_GROUP_NOT_FOUND', kind: 'group' },
  resources: { names: 'resourceNames', status: 'ERROR_RESOURCE_NOT_FOUND', kind: 'resource' },
} as const satisfies Record<ListedKind, { names: string; status: StatusName; kind: string }>;

const idIn = (directory: Directory, kind: ListedKind, nameOrId: string): string | undefined => {
  const names: ReadonlyMap<string, string> = directory[KINDS[kind].names];
  const id = isUuid(nameOrId) ? nameOrId.toLowerCase() : names.get(foldName(nameOrId));
  return id !== undefined && directory[kind].has(id as never) ? id : undefined;
};

const resolve = (clusterState: Named, kind: ListedKind, nameOrId: string): string => {
  const directory = directoryOf(clusterState);
  return idIn(directory, kind, nameOrId) ?? noSuch(directory, kind, nameOrId);
};

const noSuch = ({ revision }: Directory, kind: ListedKind, nameOrId: string): never => {
  const { status, kind: word } = KINDS[kind];
  const within = { kind: 'cluster', revision } as const;
  throw new NoSuchThing(status, { kind: word, nameOrId, within });
};

/** @throws NoSuchThing ERROR_CLUSTER_NODE_NOT_FOUND */
export const resolveNode = (clusterState: Named, nameOrId: string): NodeId =>
  resolve(clusterState, 'nodes', nameOrId) as NodeId;

/** @throws NoSuchThing ERROR_GROUP_NOT_FOUND */
export const resolveGroup = (clusterState: Named, nameOrId: string): GroupId =>
  resolve(clusterState, 'groups', nameOrId) as GroupId;

/** @throws NoSuchThing ERROR_RESOURCE_NOT_FOUND */
export const resolveResource = (clusterState: Named, nameOrId: string): ResourceId =>
  resolve(clusterState, 'resources', nameOrId) as ResourceId;

/**
 * The id of a thing that the directory lists, or has listed: a thing that has left is found by its
 * id, and its history still answers.
 *
 * @throws NoSuchThing if there never was such a thing
 */
export const resolveEver = (moment: Named, kind: ListedKind, nameOrId: string): string => {
  const id = nameOrId.toLowerCase();
  return isUuid(nameOrId) && moment.departed?.nameOf(kind, id) !== undefined
    ? id
    : resolve(moment, kind, nameOrId);
};

/** A node with its stream open. */
export function nodeState(clusterState: ClusterState, id: NodeId): PresentNode;
export function nodeState(clusterState: ClusterView, id: NodeId): NodeView;
export function nodeState(clusterState: ClusterView, id: NodeId): NodeView {
  const node = clusterState.presentNode(id);
  if (node === undefined)
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', `node ${id} is not open yet`);
  return node;
}

/** A group with its stream open. */
export const groupState = (clusterState: ClusterView, id: GroupId): OpenGroup => {
  const group = clusterState.openGroup(id);
  if (group === undefined)
    throw new ClusterError(
      'ERROR_GROUP_NOT_FOUND',
      `group ${id} is ${clusterState.group(id).status}`,
    );
  return group;
};

/** A resource with its stream open. */
export const resourceState = (clusterState: ClusterView, id: ResourceId): OpenResource => {
  const resource = clusterState.openResource(id);
  if (resource === undefined)
    throw new ClusterError(
      'ERROR_RESOURCE_NOT_FOUND',
      `resource ${id} is ${clusterState.resource(id).status}`,
    );
  return resource;
};

/** The name of a thing: its last one if it has left, and its id if it has no name. */
export const nameOf = (
  clusterState: Named,
  kind: ListedKind,
  id: string | undefined,
): string | undefined => {
  if (id === undefined) return undefined;
  const listed = directoryOf(clusterState)[kind].get(id as never);
  return listed?.name ?? clusterState.departed?.nameOf(kind, id) ?? id;
};

/** The same for a thing that is known to have an id. */
export const shownName = (clusterState: Named, kind: ListedKind, id: string): string =>
  nameOf(clusterState, kind, id) ?? id;
