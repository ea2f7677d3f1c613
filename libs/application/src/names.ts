import { ClusterError, type StatusName } from '#clusapi';
import {
  isUuid,
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
import { foldName } from '#registry';

/** The source for name lookups: a cluster state, or a moment. */
export type Named = Pick<ClusterView, 'cluster'>;

/** The directory of a cluster state. @throws ClusterError if the cluster is not formed yet */
export const directoryOf = ({ cluster }: Named): FormedCluster => {
  if (cluster.status === 'absent')
    throw new ClusterError('ERROR_CLUSTER_NODE_NOT_FOUND', 'the cluster is not formed yet');
  return cluster;
};

const resolve = <Id extends string>(
  { names, ids }: { names: ReadonlyMap<string, Id>; ids: ReadonlyMap<Id, unknown> },
  nameOrId: string,
  [status, kind]: readonly [StatusName, string],
): Id => {
  const id = isUuid(nameOrId) ? (nameOrId.toLowerCase() as Id) : names.get(foldName(nameOrId));
  if (id === undefined || !ids.has(id))
    throw new ClusterError(status, `no such ${kind}: ${nameOrId}`);
  return id;
};

/** @throws ClusterError ERROR_CLUSTER_NODE_NOT_FOUND */
export const resolveNode = (clusterState: Named, nameOrId: string): NodeId => {
  const { nodes, nodeNames } = directoryOf(clusterState);
  return resolve({ names: nodeNames, ids: nodes }, nameOrId, [
    'ERROR_CLUSTER_NODE_NOT_FOUND',
    'node',
  ]);
};

/** @throws ClusterError ERROR_GROUP_NOT_FOUND */
export const resolveGroup = (clusterState: Named, nameOrId: string): GroupId => {
  const { groups, groupNames } = directoryOf(clusterState);
  return resolve({ names: groupNames, ids: groups }, nameOrId, ['ERROR_GROUP_NOT_FOUND', 'group']);
};

/** @throws ClusterError ERROR_RESOURCE_NOT_FOUND */
export const resolveResource = (clusterState: Named, nameOrId: string): ResourceId => {
  const { resources, resourceNames } = directoryOf(clusterState);
  return resolve({ names: resourceNames, ids: resources }, nameOrId, [
    'ERROR_RESOURCE_NOT_FOUND',
    'resource',
  ]);
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

/** The name of a thing, or its id if the directory no longer lists it. */
export const nameOf = (
  clusterState: Named,
  kind: 'nodes' | 'groups' | 'resources',
  id: string | undefined,
): string | undefined => {
  if (id === undefined || clusterState.cluster.status === 'absent') return id;
  return clusterState.cluster[kind].get(id as never)?.name ?? id;
};
