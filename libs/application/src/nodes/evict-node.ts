import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { type NodeId, type World } from '#domain';
import { type Addressed } from '#processes';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { directoryOf, nameOf, nodeState, resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Takes a node out of the cluster; it is down and owns nothing. */
export class EvictNode extends Command<Changed<{ node: NodeId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ node: string }>,
  ) {
    super();
  }
}

@CommandHandler(EvictNode)
export class EvictNodeHandler implements ICommandHandler<EvictNode> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: EvictNode): Promise<Changed<{ node: NodeId }>> {
    const { state, name: cluster } = this.cluster;
    const node = resolveNode(state, input.node);
    const command = { type: 'EvictNode', data: { node } } as const;
    const commands = (): readonly Addressed[] => {
      requireEvictable(state, node);
      return [
        { kind: 'cluster', id: cluster, command },
        { kind: 'node', id: node, command: { type: 'CleanNode', data: {} } },
      ];
    };
    return this.runner.run({ commands }, caller, { node });
  }
}

/** Domain facts, C23: a node that is active can't be evicted, unless it is the last one. */
const requireEvictable = (world: World, id: NodeId): void => {
  const { state, name } = nodeState(world, id);
  const isLast = directoryOf(world).nodes.size === 1;
  if (state !== 'Down' && !isLast)
    throw new ClusterError(
      'ERROR_CANT_EVICT_ACTIVE_NODE',
      `node ${name} is ${state}: stop it first`,
    );
  const [group] = world.groupsOn(id);
  if (group !== undefined)
    throw new ClusterError(
      'ERROR_CANT_EVICT_ACTIVE_NODE',
      `node ${name} owns ${nameOf(world, 'groups', group) ?? group}: move it first`,
    );
};
