import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { streamName, type GroupId } from '#domain';

import { type Caller } from '../caller.js';
import { configuredAt, requireOpen } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { directoryOf, resolveGroup } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Deletes an empty group. */
export class DeleteGroup extends Command<Changed<{ group: GroupId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ group: string }>,
  ) {
    super();
  }
}

@CommandHandler(DeleteGroup)
export class DeleteGroupHandler implements ICommandHandler<DeleteGroup> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: DeleteGroup): Promise<Changed<{ group: GroupId }>> {
    const { state, name } = this.cluster;
    const group = resolveGroup(state, input.group);
    return this.runner.run(
      {
        guard: requireOpen('ERROR_GROUP_NOT_FOUND', `no such group: ${input.group}`),
        commands: () => [{ kind: 'group', id: group, command: { type: 'CloseGroup', data: {} } }],
        until: () => ({
          streams: [streamName(name, 'cluster', name)],
          holds: () => !directoryOf(state).groups.has(group),
        }),
        revision: configuredAt,
      },
      caller,
      { group },
    );
  }
}
