import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { flagsOf, OFFLINE_FLAGS } from '#clusapi';
import { type GroupId } from '#domain';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { bring } from '../lifecycle/bring.js';
import { groupState, resolveGroup } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Takes all resources of a group offline. `flags` are CLUSAPI_RESOURCE_OFFLINE_…. */
export class OfflineGroup extends Command<Changed<{ group: GroupId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ group: string; flags?: number | undefined }>,
  ) {
    super();
  }
}

@CommandHandler(OfflineGroup)
export class OfflineGroupHandler implements ICommandHandler<OfflineGroup> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: OfflineGroup): Promise<Changed<{ group: GroupId }>> {
    const flags = flagsOf(input.flags ?? 0, OFFLINE_FLAGS);
    const group = resolveGroup(this.cluster.state, input.group);
    const resources = [...groupState(this.cluster.state, group).members];
    const persist = !flags.has('DO_NOT_UPDATE_PERSISTENT_STATE');
    const bringing = {
      kind: 'offline',
      caller,
      persist,
      force: flags.has('FORCE_WITH_TERMINATION'),
    } as const;
    const plan = bring(this.cluster, { group, resources }, bringing);
    return this.runner.run({ ...plan, revision: configuredAt }, caller, { group });
  }
}
