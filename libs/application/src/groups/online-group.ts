import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { flagsOf, ONLINE_FLAGS } from '#clusapi';
import { type GroupId } from '#domain';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { bring } from '../lifecycle/bring.js';
import { groupState, resolveGroup } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Brings all resources of a group online. `flags` are CLUSAPI_RESOURCE_ONLINE_…. */
export class OnlineGroup extends Command<Changed<{ group: GroupId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ group: string; flags?: number | undefined }>,
  ) {
    super();
  }
}

@CommandHandler(OnlineGroup)
export class OnlineGroupHandler implements ICommandHandler<OnlineGroup> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: OnlineGroup): Promise<Changed<{ group: GroupId }>> {
    const flags = flagsOf(input.flags ?? 0, ONLINE_FLAGS);
    const group = resolveGroup(this.cluster.state, input.group);
    const resources = [...groupState(this.cluster.state, group).members];
    const persist = !flags.has('DO_NOT_UPDATE_PERSISTENT_STATE');
    const bringing = {
      kind: 'online',
      caller,
      persist,
      anywhere: flags.has('BEST_POSSIBLE_NODE'),
    } as const;
    const plan = bring(this.cluster, { group, resources }, bringing);
    return this.runner.run({ ...plan, revision: configuredAt }, caller, { group });
  }
}
