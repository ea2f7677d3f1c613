import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { flagsOf, MOVE_FLAGS } from '#clusapi';
import { type GroupId } from '#domain';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { groupOperationEnded, operationFailure } from '../lifecycle/operation-end.js';
import { resolveGroup } from '../names.js';
import { destinationOf } from '../placement/destination.js';
import { RunningCluster } from '../running-cluster.js';

/** Moves a group to a named node, or to the best one. `flags` are CLUSAPI_GROUP_MOVE_…. */
export class MoveGroup extends Command<Changed<{ group: GroupId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{
      group: string;
      to?: string | undefined;
      flags?: number | undefined;
    }>,
  ) {
    super();
  }
}

@CommandHandler(MoveGroup)
export class MoveGroupHandler implements ICommandHandler<MoveGroup> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: MoveGroup): Promise<Changed<{ group: GroupId }>> {
    const { state } = this.cluster;
    const { operation } = caller;
    const group = resolveGroup(state, input.group);
    const flags = flagsOf(input.flags ?? 0, MOVE_FLAGS);
    const to = destinationOf(state, group, input.to);
    const returnOnError = flags.has('RETURN_TO_SOURCE_NODE_ON_ERROR');
    const isNamed = input.to !== undefined;
    const data = { operation, to, returnOnError, isDeniable: true, isNamed };
    return this.runner.run(
      {
        commands: () => [{ kind: 'group', id: group, command: { type: 'StartGroupMove', data } }],
        until: () => groupOperationEnded(this.cluster, group, operation),
        outcomeError: (outcome) => operationFailure(outcome, operation),
        revision: configuredAt,
      },
      caller,
      { group },
    );
  }
}
