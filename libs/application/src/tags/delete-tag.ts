import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { RunningCluster } from '../running-cluster.js';

/** Deletes a tag. The event that it names stays. */
export class DeleteTag extends Command<Changed<{ tag: string }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ tag: string }>,
  ) {
    super();
  }
}

@CommandHandler(DeleteTag)
export class DeleteTagHandler implements ICommandHandler<DeleteTag> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  execute({ caller, input }: DeleteTag): Promise<Changed<{ tag: string }>> {
    const { name: id } = this.cluster;
    const command = { type: 'DeleteTag', data: input } as const;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'cluster', id, command }];
    return this.runner.run({ commands }, caller, input);
  }
}
