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

/** Resumes a paused node. */
export class ResumeNode extends Command<Changed<{ node: NodeId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{
      node: string;
      failback?: 'none' | 'immediate' | 'policy' | undefined;
    }>,
  ) {
    super();
  }
}

@CommandHandler(ResumeNode)
export class ResumeNodeHandler implements ICommandHandler<ResumeNode> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: ResumeNode): Promise<Changed<{ node: NodeId }>> {
    const { operation } = caller;
    const node = resolveNode(this.cluster.state, input.node);
    const { failback = 'none' } = input;
    const command = { type: 'ResumeNode', data: { operation, failback } } as const;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'node', id: node, command }];
    const until = (): WaitCondition => drainEnded(this.cluster, node, operation);
    return this.runner.run({ commands, until }, caller, { node });
  }
}
