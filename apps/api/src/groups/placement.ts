import { Injectable } from '@nestjs/common';

import { ClusterError } from '#clusapi';
import { type GroupId, type NodeId } from '#domain';
import { Engine } from '#engine';
import { bestNode, isPossibleOwner } from '#processes';

import { Refusal } from '../core/http-problem.js';
import { directoryOf, groupState, nameOf, nodeState, resolveNode } from '../core/resolve.js';

/** Where an operator may send a group. */
@Injectable()
export class Placement {
  constructor(private readonly engine: Engine) {}

  /** @throws ClusterError ERROR_HOST_NODE_NOT_AVAILABLE when no other node can take it */
  best(group: GroupId): NodeId {
    const node = available(bestNode(this.engine.world, group));
    this.requireNoClobber(group, node);
    return node;
  }

  /** @throws ClusterError when the node is down, paused, or no possible owner of all resources */
  host(group: GroupId, nameOrId: string): NodeId {
    const { world } = this.engine;
    const node = resolveNode(world, nameOrId);
    const state = groupState(world, group);
    if (state.owner === node) return node;
    const { state: nodeIs, drain, name } = nodeState(world, node);
    if (nodeIs === 'Paused')
      throw new ClusterError('ERROR_CLUSTER_NODE_PAUSED', `node ${name} is paused`);
    if (nodeIs === 'Down' || drain !== undefined)
      throw new ClusterError('ERROR_CLUSTER_NODE_DOWN', `node ${name} is down`);
    if (!isPossibleOwner(world, state, node))
      throw new ClusterError(
        'ERROR_NODE_CANT_HOST_RESOURCE',
        `node ${name} is no possible owner of all resources of the group`,
      );
    this.requireNoClobber(group, node);
    return node;
  }

  /** Where the policy denies it, two resources with one key are not brought onto one node. */
  private requireNoClobber(id: GroupId, node: NodeId): void {
    const { world } = this.engine;
    if (directoryOf(world).clobberPolicy === 'warn') return;
    const group = groupState(world, id);
    if (group.owner === node) return;
    for (const member of group.members) {
      const resource = world.resource(member);
      const keys = resource.status === 'open' ? [...resource.checkpoints.values()] : [];
      const other = keys
        .flatMap(({ effectiveKey }) => world.overlapping(effectiveKey))
        .find((ref) => ref.resource !== member && world.onlineAt(ref.resource) === node);
      if (other !== undefined)
        throw new Refusal(
          'ERROR_INVALID_STATE',
          `${nameOf(world, 'resources', other.resource) ?? other.resource}, online there, has a checkpoint on the same key: use a different key name for each instance`,
          { slug: 'clobber' },
        );
    }
  }
}

/** @throws ClusterError ERROR_HOST_NODE_NOT_AVAILABLE for none */
export const available = (node: NodeId | undefined): NodeId => {
  if (node === undefined)
    throw new ClusterError('ERROR_HOST_NODE_NOT_AVAILABLE', 'no other node can take it');
  return node;
};
