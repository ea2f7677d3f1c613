import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { streamName, type ResourceId } from '#domain';

import { type Caller } from '../caller.js';
import { configuredAt, requireOpen } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { directoryOf, resolveResource } from '../names.js';
import { RunningCluster } from '../running-cluster.js';
import { requireNoDependents } from './relations.js';

/** Deletes a resource, and its checkpoints with it (rule 4). */
export class DeleteResource extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string }>,
  ) {
    super();
  }
}

@CommandHandler(DeleteResource)
export class DeleteResourceHandler implements ICommandHandler<DeleteResource> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: DeleteResource): Promise<Changed<{ resource: ResourceId }>> {
    const { state, name } = this.cluster;
    const resource = resolveResource(state, input.resource);
    return this.runner.run(
      {
        guard: requireOpen('ERROR_RESOURCE_NOT_FOUND', `no such resource: ${input.resource}`),
        commands: () => {
          requireNoDependents(state, resource);
          return [{ kind: 'resource', id: resource, command: { type: 'CloseResource', data: {} } }];
        },
        until: () => ({
          streams: [streamName(name, 'cluster', name)],
          holds: () => !directoryOf(state).resources.has(resource),
        }),
        revision: configuredAt,
      },
      caller,
      { resource },
    );
  }
}
