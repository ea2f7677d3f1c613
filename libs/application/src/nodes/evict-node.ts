import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError } from '#clusapi';
import { streamName, type NodeId, type OperationId, type ClusterState } from '#domain';

import { type Caller } from '../caller.js';
import { type WaitCondition } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { directoryOf, nameOf, nodeState, resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Evicts a node that is Down and owns no group. */
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
    const { state } = this.cluster;
    const { operation } = caller;
    const node = resolveNode(state, input.node);
    return this.runner.run(
      {
        commands: () => {
          requireEmpty(state, node);
          const isLast = directoryOf(state).nodes.size === 1;
          const command = { type: 'StartEviction', data: { operation, isLast } } as const;
          return [{ kind: 'node', id: node, command }];
        },
        until: () => this.evictionEnded(node, operation),
        outcomeError: ({ events }) =>
          events.some(({ type }) => type === 'NodeEvictionAbandoned')
            ? new ClusterError(
                'ERROR_CANT_EVICT_ACTIVE_NODE',
                'a group was moved to the node meanwhile',
              )
            : undefined,
      },
      caller,
      { node },
    );
  }

  /**
   * Holds once the node has left all lists and its containers are empty, or the eviction is
   * abandoned.
   */
  private evictionEnded(id: NodeId, operation: OperationId): WaitCondition {
    const { state, name } = this.cluster;
    return {
      streams: [streamName(name, 'node', id), streamName(name, 'cluster', name)],
      holds: () => {
        const node = state.presentNode(id);
        if (node?.leaving !== operation) return true;
        return !directoryOf(state).nodes.has(id) && node.containers.size === 0;
      },
    };
  }
}

const requireEmpty = (clusterState: ClusterState, id: NodeId): void => {
  const { name } = nodeState(clusterState, id);
  const [group] = clusterState.groupsOn(id);
  if (group !== undefined)
    throw new ClusterError(
      'ERROR_CANT_EVICT_ACTIVE_NODE',
      `node ${name} owns ${nameOf(clusterState, 'groups', group) ?? group}: move it first`,
    );
};
