import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { parseName } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { RunningCluster } from '../running-cluster.js';

/** Adds a resource type. */
export class AddResourceType extends Command<Changed<{ name: string }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ name: string }>,
  ) {
    super();
  }
}

@CommandHandler(AddResourceType)
export class AddResourceTypeHandler implements ICommandHandler<AddResourceType> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: AddResourceType): Promise<Changed<{ name: string }>> {
    const name = parseName(input.name);
    const command = { type: 'AddResourceType', data: { name } } as const;
    const { name: id } = this.cluster;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'cluster', id, command }];
    return this.runner.run({ commands }, caller, { name });
  }
}
