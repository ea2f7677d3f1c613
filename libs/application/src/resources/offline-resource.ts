import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { flagsOf, OFFLINE_FLAGS } from '#clusapi';
import { type ResourceId } from '#domain';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { bringOne } from '../lifecycle/bring.js';
import { resolveResource } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Takes a resource offline, and captures its checkpoints. `flags` are CLUSAPI_RESOURCE_OFFLINE_…. */
export class OfflineResource extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string; flags?: number | undefined }>,
  ) {
    super();
  }
}

@CommandHandler(OfflineResource)
export class OfflineResourceHandler implements ICommandHandler<OfflineResource> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: OfflineResource): Promise<Changed<{ resource: ResourceId }>> {
    const flags = flagsOf(input.flags ?? 0, OFFLINE_FLAGS);
    const resource = resolveResource(this.cluster.state, input.resource);
    const persist = !flags.has('DO_NOT_UPDATE_PERSISTENT_STATE');
    const bringing = {
      kind: 'offline',
      caller,
      persist,
      force: flags.has('FORCE_WITH_TERMINATION'),
    } as const;
    const plan = bringOne(this.cluster, resource, bringing);
    return this.runner.run({ ...plan, revision: configuredAt }, caller, { resource });
  }
}
