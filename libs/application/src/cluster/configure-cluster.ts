import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ClobberPolicy } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { given } from '../fields.js';
import { RunningCluster } from '../running-cluster.js';

/** Changes the policies of the cluster. */
export class ConfigureCluster extends Command<Changed> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ clobberPolicy?: ClobberPolicy | undefined }>,
  ) {
    super();
  }
}

@CommandHandler(ConfigureCluster)
export class ConfigureClusterHandler implements ICommandHandler<ConfigureCluster> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: ConfigureCluster): Promise<Changed> {
    const data = given(input);
    const command = { type: 'ConfigureCluster', data } as const;
    const { name: id } = this.cluster;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'cluster', id, command }];
    return this.runner.run({ commands, revision: configuredAt }, caller, {});
  }
}
