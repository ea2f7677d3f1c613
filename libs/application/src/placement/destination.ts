import { ClusterError } from '#clusapi';
import { deniedBy, type GroupId, type NodeId, type World } from '#domain';
import { bestNode, isPossibleOwner } from '#processes';

import { groupState, nameOf, nodeState, resolveNode } from '../names.js';
import { Refusal } from '../refusals.js';

/**
 * The node that an operator moves a group to: the named one, or the best one.
 *
 * @throws ClusterError when the node is down, paused, or no possible owner of all resources;
 *   ERROR_HOST_NODE_NOT_AVAILABLE when no other node can take the group
 */
export const destinationOf = (world: World, group: GroupId, to: string | undefined): NodeId => {
  const node = to === undefined ? available(bestNode(world, group)) : resolveNode(world, to);
  if (groupState(world, group).owner === node) return node;
  if (to !== undefined) requireHost(world, group, node);
  requireNoClobber(world, group, node);
  return node;
};

/** @throws ClusterError ERROR_HOST_NODE_NOT_AVAILABLE for none */
export const available = (node: NodeId | undefined): NodeId => {
  if (node === undefined)
    throw new ClusterError('ERROR_HOST_NODE_NOT_AVAILABLE', 'no other node can take it');
  return node;
};

const requireHost = (world: World, group: GroupId, node: NodeId): void => {
  const { state, drain, name } = nodeState(world, node);
  if (state === 'Paused')
    throw new ClusterError('ERROR_CLUSTER_NODE_PAUSED', `node ${name} is paused`);
  if (state === 'Down' || drain !== undefined)
    throw new ClusterError('ERROR_CLUSTER_NODE_DOWN', `node ${name} is down`);
  if (!isPossibleOwner(world, groupState(world, group), node))
    throw new ClusterError(
      'ERROR_NODE_CANT_HOST_RESOURCE',
      `node ${name} is no possible owner of all resources of the group`,
    );
};

/** Where the policy denies it, two resources with one key are not brought onto one node. */
const requireNoClobber = (world: World, group: GroupId, node: NodeId): void => {
  for (const member of groupState(world, group).members) {
    const resource = world.resource(member);
    const keys = resource.status === 'open' ? [...resource.checkpoints.values()] : [];
    for (const { effectiveKey } of keys) {
      const other = deniedBy(world, { resource: member, effectiveKey, node });
      if (other !== undefined) throw clobber(nameOf(world, 'resources', other.resource));
    }
  }
};

const clobber = (name = 'another resource'): Refusal =>
  new Refusal(
    'ERROR_INVALID_STATE',
    `${name}, online there, has a checkpoint on the same key: use a different key name for each instance`,
    { slug: 'clobber' },
  );
