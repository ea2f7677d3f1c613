import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ServerState } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { RunningCluster } from '../running-cluster.js';

/** Makes the cluster read-only or read-write. */
export class SetServerState extends Command<Changed> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ state: ServerState }>,
  ) {
    super();
  }
}

@CommandHandler(SetServerState)
export class SetServerStateHandler implements ICommandHandler<SetServerState> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: SetServerState): Promise<Changed> {
    const command = { type: 'SetServerState', data: input } as const;
    const { name: id } = this.cluster;
    const commands = (): readonly CommandEnvelope[] => [{ kind: 'cluster', id, command }];
    const plan = { commands, revision: configuredAt, isAfterAppends: true };
    return this.runner.run(plan, caller, {});
  }
}
