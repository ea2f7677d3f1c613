import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { type ResourceId } from '#domain';
import { type CommandEnvelope } from '#processes';

import { type Caller } from '../caller.js';
import { configuredAt } from '../execution/command-plan.js';
import { CommandRunner } from '../execution/command-runner.js';
import { type Changed } from '../execution/outcome.js';
import { resolveResource, resourceState } from '../names.js';
import { RunningCluster } from '../running-cluster.js';

/** Ends the dependency of a resource on another one. */
export class RemoveDependency extends Command<Changed<{ resource: ResourceId }>> {
  constructor(
    readonly caller: Caller,
    readonly input: Readonly<{ resource: string; other: string }>,
  ) {
    super();
  }
}

@CommandHandler(RemoveDependency)
export class RemoveDependencyHandler implements ICommandHandler<RemoveDependency> {
  constructor(
    private readonly cluster: RunningCluster,
    private readonly runner: CommandRunner,
  ) {}

  async execute({ caller, input }: RemoveDependency): Promise<Changed<{ resource: ResourceId }>> {
    const { state } = this.cluster;
    const provider = resolveResource(state, input.other);
    const resource = resolveResource(state, input.resource);
    const commands = (): readonly CommandEnvelope[] => {
      const { group } = resourceState(state, resource);
      const data = { resource, provider };
      return [{ kind: 'group', id: group, command: { type: 'RemoveDependency', data } }];
    };
    const revision = (): number | undefined => configuredAt(state.resource(resource));
    return this.runner.run({ commands, revision }, caller, { resource });
  }
}
