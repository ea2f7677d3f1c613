import { ClusterError } from '#clusapi';
import { moveDeniedBy, type ClusterState, type GroupId, type NodeId } from '#domain';
import { bestNode, isPossibleOwner } from '#processes';

import { groupState, nameOf, nodeState, resolveNode } from '../names.js';
import { Refusal } from '../refusals.js';

/**
 * The node that an operator moves a group to: the named one, or the best one.
 *
 * @throws ClusterError when the node is down, paused, or no possible owner of all resources;
 *   ERROR_HOST_NODE_NOT_AVAILABLE when no other node can take the group
 */
export const destinationOf = (
  clusterState: ClusterState,
  group: GroupId,
  to: string | undefined,
): NodeId => {
  const node =
    to === undefined ? available(bestNode(clusterState, group)) : resolveNode(clusterState, to);
  if (groupState(clusterState, group).owner === node) return node;
  if (to !== undefined) requireHost(clusterState, group, node);
  requireNoClobber(clusterState, group, node);
  return node;
};

/**
 * @throws ClusterError ERROR_HOST_NODE_NOT_AVAILABLE if there is no node
 */
export const available = (node: NodeId | undefined): NodeId => {
  if (node === undefined)
    throw new ClusterError('ERROR_HOST_NODE_NOT_AVAILABLE', 'no other node can take it');
  return node;
};

const requireHost = (clusterState: ClusterState, group: GroupId, node: NodeId): void => {
  const { state, drain, name } = nodeState(clusterState, node);
  if (state === 'Paused')
    throw new ClusterError('ERROR_CLUSTER_NODE_PAUSED', `node ${name} is paused`);
  if (state === 'Down' || drain !== undefined)
    throw new ClusterError('ERROR_CLUSTER_NODE_DOWN', `node ${name} is down`);
  if (!isPossibleOwner(clusterState, groupState(clusterState, group), node))
    throw new ClusterError(
      'ERROR_NODE_CANT_HOST_RESOURCE',
      `node ${name} is no possible owner of all resources of the group`,
    );
};

/**
 * @throws Refusal if the policy denies a clobber and another resource on the node has a checkpoint
 * on the same key
 */
const requireNoClobber = (clusterState: ClusterState, group: GroupId, node: NodeId): void => {
  const other = moveDeniedBy(clusterState, group, node);
  if (other === undefined) return;
  const name = nameOf(clusterState, 'resources', other) ?? 'another resource';
  throw new Refusal(
    'ERROR_INVALID_STATE',
    `${name}, online there or about to be, has a checkpoint on the same key: use a different key name for each instance`,
    { slug: 'clobber' },
  );
};
