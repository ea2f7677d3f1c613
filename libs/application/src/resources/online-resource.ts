import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { flagsOf, ONLINE_FLAGS } from '#clusapi';
import { type ResourceId } from '#domain';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { bringOne } from '../lifecycle/bring.js';
import { resolveResource } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Restores the checkpoints of a resource, then brings it online. `flags` are CLUSAPI_RESOURCE_ONLINE_…. */
export class OnlineResource extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string; flags?: number | undefined }>,
  ) {
    super();
  }
}

@CommandHandler(OnlineResource)
export class OnlineResourceHandler implements ICommandHandler<OnlineResource> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: OnlineResource): Promise<Changed<{ resource: ResourceId }>> {
    const flags = flagsOf(input.flags ?? 0, ONLINE_FLAGS);
    const resource = resolveResource(this.cluster.state, input.resource);
    const persist = !flags.has('DO_NOT_UPDATE_PERSISTENT_STATE');
    const bringing = {
      kind: 'online',
      caller,
      persist,
      anywhere: flags.has('BEST_POSSIBLE_NODE'),
    } as const;
    const plan = bringOne(this.cluster, resource, bringing);
    return this.runner.run({ ...plan, revision: configuredAt }, caller, { resource });
  }
}
