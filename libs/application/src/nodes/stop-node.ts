import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type NodeId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { type WaitCondition } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { drainEnded } from '../lifecycle/operation-end.js';
import { resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Stops a node; its groups move away first. */
export class StopNode extends Command<Changed<{ node: NodeId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ node: string }>,
  ) {
    super();
  }
}

@CommandHandler(StopNode)
export class StopNodeHandler implements ICommandHandler<StopNode> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: StopNode): Promise<Changed<{ node: NodeId }>> {
    const { operation } = caller;
    const node = resolveNode(this.cluster.state, input.node);
    const command = { type: 'StopNode', data: { operation } } as const;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'node', id: node, command }];
    const until = (): WaitCondition => drainEnded(this.cluster, node, operation);
    return this.runner.run({ commands, until }, caller, { node });
  }
}
