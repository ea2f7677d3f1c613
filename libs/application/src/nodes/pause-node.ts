import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { ClusterError, flagsOf, PAUSE_FLAGS } from '#clusapi';
import { type NodeId, type ClusterState } from '#domain';
import { canHost, type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { type WaitCondition } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { given } from '../fields.js';
import { drainEnded } from '../lifecycle/operation-end.js';
import { resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** The options of a drain. */
export type DrainOptions = Readonly<{
  /**
   * Name or id of the node that takes the groups; if undefined, each group goes to its best node.
   */
  target?: string | undefined;
  /** If true, groups that can't move are taken offline in place. */
  force?: boolean | undefined;
  /** CLUSAPI_NODE_PAUSE_…. */
  flags?: number | undefined;
}>;

/** Pauses a node: it takes no groups and brings nothing online. With `drain` its groups move away. */
export class PauseNode extends Command<Changed<{ node: NodeId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ node: string; drain?: DrainOptions | undefined }>,
  ) {
    super();
  }
}

@CommandHandler(PauseNode)
export class PauseNodeHandler implements ICommandHandler<PauseNode> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: PauseNode): Promise<Changed<{ node: NodeId }>> {
    const { operation } = caller;
    const { state } = this.cluster;
    const node = resolveNode(state, input.node);
    const drain = input.drain && drainOf(state, node, input.drain);
    const command = { type: 'PauseNode', data: { operation, ...given({ drain }) } } as const;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'node', id: node, command }];
    const until = (): WaitCondition => drainEnded(this.cluster, node, operation);
    return this.runner.run({ commands, until }, caller, { node });
  }
}

const drainOf = (
  clusterState: ClusterState,
  node: NodeId,
  { target, force, flags = 0 }: DrainOptions,
) => ({
  ...(target !== undefined && { target: targetOf(clusterState, node, target) }),
  ...(force !== undefined && { force }),
  ...(flagsOf(flags, PAUSE_FLAGS).has('RETRY_DRAIN_ON_FAILURE') && { retry: true }),
});

/**
 * @throws ClusterError ERROR_HOST_NODE_NOT_AVAILABLE if the node can't take groups
 */
const targetOf = (clusterState: ClusterState, node: NodeId, target: string): NodeId => {
  const id = resolveNode(clusterState, target);
  if (id === node || !canHost(clusterState, id))
    throw new ClusterError('ERROR_HOST_NODE_NOT_AVAILABLE', `node ${target} cannot take groups`);
  return id;
};
