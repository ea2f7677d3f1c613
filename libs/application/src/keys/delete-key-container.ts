import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { type WaitCondition } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { resolveNode } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { containerIn, keysCaptured } from './key-containers.js';

/** Deletes a key container, and erases its key. */
export class DeleteKeyContainer extends Command<Changed> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ node: string; id: string }>,
  ) {
    super();
  }
}

@CommandHandler(DeleteKeyContainer)
export class DeleteKeyContainerHandler implements ICommandHandler<DeleteKeyContainer> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: DeleteKeyContainer): Promise<Changed> {
    const { state } = this.cluster;
    const node = resolveNode(state, input.node);
    const commands = (): readonly CommandEnvelope[] => {
      const { container } = containerIn(state, node, input.id);
      const command = { type: 'DeleteKeyContainer', data: { container } } as const;
      return [{ kind: 'node', id: node, command }];
    };
    const until = (): WaitCondition => keysCaptured(this.cluster, node);
    return this.runner.run({ commands, until }, caller, {});
  }
}
